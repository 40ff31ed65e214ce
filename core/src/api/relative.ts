/** A file as messages and commands name it: from the folder that the process runs in. */
import path from 'node:path'

export function relative(file: string): string {
  return path.relative(process.cwd(), file)
}
