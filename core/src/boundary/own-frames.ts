/** Keeps Retrace's own frames out of the stacks that the program sees. */
import { namesOwnFile } from '../code-folder.ts'

/** Takes our frames out of an error's stack. Gives the error. */
export function withoutOwnFrames(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { stack } = error
  if (typeof stack !== 'string' || !namesOwnFile(stack)) return error
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
  return /^\s+at /.test(line) && namesOwnFile(line)
}
