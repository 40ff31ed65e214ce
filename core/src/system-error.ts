/** Errors of the system, by their codes. */
import { nodeUtil } from './node-util.ts'

/** libuv's code for the end of a stream (`uv_errno_t`). */
export const UV_EOF = -4095

const NUMBERS: ReadonlyMap<string, number> = new Map(
  [...nodeUtil.getSystemErrorMap()].map(([number, [code]]) => [code, number]),
)

/** libuv's number of an error; that of a reset connection for a code which this system doesn't have. */
export function statusOf(code: string): number {
  return NUMBERS.get(code) ?? (NUMBERS.get('ECONNRESET') as number)
}

export function codeOf(status: number): string {
  return nodeUtil.getSystemErrorName(status)
}

/** As Node words the failure of a lookup. */
export function lookupError(code: string, hostname: string): NodeJS.ErrnoException {
  // Node has a word of its own for this one.
  const errno = statusOf(code === 'ENOTFOUND' ? 'EAI_NONAME' : code)
  return Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { errno, code, syscall: 'getaddrinfo', hostname })
}
