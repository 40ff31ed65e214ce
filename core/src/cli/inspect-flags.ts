/** `--inspect` takes a port by `=` only: what follows it may be the recording. */
const DEFAULT_PORT = '9229'

export function plainInspectFlags(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  return argv.map((arg, i) =>
    (arg === '--inspect' || arg === '--inspect-brk') && (end < 0 || i < end) ? `${arg}=${DEFAULT_PORT}` : arg,
  )
}
