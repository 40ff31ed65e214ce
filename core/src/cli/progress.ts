/** One line that says how far long work is; on a terminal only. */
import process from 'node:process'

let shown = false

/** Shows a line in the place of the last one; an empty one takes it away. */
export function progress(line: string): void {
  const { stderr } = process
  if (!stderr.isTTY || (line === '' && !shown)) return
  shown = line !== ''
  stderr.write(`\r\u001b[K${line}`)
}
