/** Errors of the system, by their codes. */
import os from 'node:os'
import { getSystemErrorName } from 'node:util'

const NUMBERS: Readonly<Record<string, number>> = os.constants.errno

/** libuv's number of an error; that of a reset connection for a code which this system doesn't have. */
export function statusOf(code: string): number {
  return -(NUMBERS[code] ?? os.constants.errno.ECONNRESET)
}

export function codeOf(status: number): string {
  return getSystemErrorName(status)
}

/** As Node words the failure of a lookup. */
export function lookupError(code: string, hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, syscall: 'getaddrinfo', hostname })
}
