/** Files of a recording: readable by their owner only, and written whole or not at all. */
import path from 'node:path'
import { threadId } from 'node:worker_threads'
import { originalFs as fs, originalNow } from '../originals.ts'

export const FILE_MODE = 0o600
export const FOLDER_MODE = 0o700

const TEMPORARY = /^\.retrace-[\w-]+\.tmp$/
/** A file that nobody has written to for so long is left over from a process that was killed. */
const LEFT_OVER_MS = 60_000

let written = 0

/**
 * Writes a file under a temporary name beside it, and renames. Who else writes the same file at the same time does so
 * under a name of its own: the file is the one or the other, never both.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  // Not made of the file's name, which may be as long as names can be.
  const temporary = path.join(path.dirname(file), `.retrace-${process.pid}-${threadId}-${++written}.tmp`)
  try {
    fs.writeFileSync(temporary, content, { mode: FILE_MODE })
    fs.renameSync(temporary, file)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}

/** Removes what processes that were killed have left in a folder. */
export function removeLeftOvers(folder: string): void {
  for (const name of fs.readdirSync(folder) as string[]) {
    if (!TEMPORARY.test(name)) continue
    const file = path.join(folder, name)
    const stat = fs.statSync(file, { throwIfNoEntry: false })
    if (stat && originalNow() - stat.mtimeMs > LEFT_OVER_MS) fs.rmSync(file, { force: true })
  }
}
