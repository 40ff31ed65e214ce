/** Errors of the system, by their codes. */
import os from 'node:os'
import { nodeUtil } from './node-util.ts'

/** libuv's code for the end of a stream (`uv_errno_t`). */
export const UV_EOF = -4095

const NUMBERS: Readonly<Record<string, number>> = os.constants.errno

/** libuv's number of an error; that of a reset connection for a code which this system doesn't have. */
export function statusOf(code: string): number {
  return -(NUMBERS[code] ?? os.constants.errno.ECONNRESET)
}

export function codeOf(status: number): string {
  return nodeUtil.getSystemErrorName(status)
}

/** As Node words the failure of a lookup. */
export function lookupError(code: string, hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, syscall: 'getaddrinfo', hostname })
}
