/** What a line that was only added or removed while debugging does: `--lenient` lets it pass. */
import type { OpSpec } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'

/** Whether an operation only reads clock or randomness. */
export function isForgivable(op: Pick<OpSpec, 'name' | 'kind'>): boolean {
  return op.kind === 'value' && /^(clock|random|crypto)\./.test(op.name)
}

/** Variables in which `console.log` looks up whether to print colours (`internal/tty.js`, `internal/util/colors.js`). */
const COLOUR_VARIABLE =
  /^(FORCE_COLOR|NODE_DISABLE_COLORS|NO_COLOR|COLORTERM|TERM|TERM_PROGRAM(_VERSION)?|TMUX|CI|TF_BUILD|AGENT_NAME|TEAMCITY_VERSION)$/

/** Whether something that the program does is only the look at the terminal before it prints. */
export function isColourLookup(name: string, fields: readonly unknown[]): boolean {
  return name === 'env.get' && COLOUR_VARIABLE.test(String(fields[0]))
}

/** Whether a recorded event may be gone: a read of clock or randomness, or the console's look for colours, made once. */
export function mayBeGone(event: TapeEvent): boolean {
  return isForgivable(event.op) || isColourLookup(event.op.name, event.fields)
}

/** Whether something that the program does prints to its stdout or stderr. */
export function isPrint(name: string, target: number, fields: readonly unknown[]): boolean {
  if (name === 'stream.write') return isPrinted(target)
  return name === 'fs.writeSync' && isPrinted((fields[0] as readonly unknown[] | undefined)?.[0])
}

/** Their streams have the descriptor for a number. */
const isPrinted = (descriptor: unknown): boolean => descriptor === 1 || descriptor === 2
