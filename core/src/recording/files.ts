/** Files of a recording: readable by their owner only, and written whole or not at all. */
import { originalFs as fs } from '../originals.ts'

export const FILE_MODE = 0o600
export const FOLDER_MODE = 0o700

/** Writes a file under a temporary name beside it, and renames. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    fs.writeFileSync(temporary, content, { mode: FILE_MODE })
    fs.renameSync(temporary, file)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}
