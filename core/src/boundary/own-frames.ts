/** Keeps Retrace's own frames out of the stacks that the program sees. */

const OWN = new URL('../', import.meta.url)
const OWN_PATH = decodeURIComponent(OWN.pathname)

/** Takes our frames out of an error's stack. Gives the error. */
export function withoutOwnFrames(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { stack } = error
  if (typeof stack !== 'string' || !(stack.includes(OWN_PATH) || stack.includes(OWN.href))) return error
  const lines = stack.split('\n').filter((line) => !isOwn(line))
  Object.defineProperty(error, 'stack', {
    value: lines.join('\n'),
    writable: true,
    configurable: true,
    enumerable: false,
  })
  return error
}

function isOwn(line: string): boolean {
  return /^\s+at /.test(line) && (line.includes(OWN_PATH) || line.includes(OWN.href))
}
