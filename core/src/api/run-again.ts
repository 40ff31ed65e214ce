/** How a test that failed is run again: what is typed on the command line. */
import { escapeRegExp } from '../escape-regexp.ts'
import { relative } from './relative.ts'

/**
 * The command that replays a test.
 *
 * @param capture - the file of its capture; null where it has a fixture of its own
 */
export function commandFor(runner: 'vitest' | 'jest', test: string, capture: string | null): string {
  const file = capture === null ? '' : `=${quoted(relative(capture))}`
  // `-t` takes a regular expression.
  const name = escapeRegExp(test)
  return `npx retrace ${runner} --retrace-replay${file} -t ${quoted(name, true)}`
}

/** For a shell, where it needs that. */
function quoted(text: string, isAlways = false): string {
  if (!isAlways && /^[\w./\\:@+-]+$/.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`
}
