/** Where this package's compiled code is, for modules that are loaded one by one and for the bundle beside this file. */
import { fileURLToPath } from 'node:url'

/** As a URL, with a slash at its end. */
export const CODE_URL: string = new URL('.', import.meta.url).href
/** As a path, with a separator at its end. */
export const CODE_FOLDER: string = fileURLToPath(CODE_URL)

/** Whether a file, by its path or URL, is part of Retrace. */
export function isOwnFile(file: string): boolean {
  return file.startsWith(CODE_FOLDER) || file.startsWith(CODE_URL)
}

/** Where its sources are, by path: runners that map stacks name those. */
const SOURCES = fileURLToPath(new URL('../src/', import.meta.url))

/** Whether a file that a stack names, by its path, is part of Retrace, compiled or not. */
export function isOwnSource(file: string): boolean {
  return isOwnFile(file) || file.startsWith(SOURCES)
}

/** Whether a line of a stack, or any in a whole one, is of Retrace's code. */
export function namesOwnFile(stack: string): boolean {
  return stack.includes(CODE_FOLDER) || stack.includes(CODE_URL)
}
