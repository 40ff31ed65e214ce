/** Where this package's compiled code is, for modules that are loaded one by one and for the bundles of them. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** One of the bundles has a folder of its own. */
const here = new URL('.', import.meta.url)

/** As a URL, with a slash at its end. */
export const CODE_URL: string = here.href.endsWith('/bundled/') ? new URL('..', here).href : here.href
/** As a path, with a separator at its end. */
export const CODE_FOLDER: string = fileURLToPath(CODE_URL)

/** Whether a file, by its path or URL, is part of Retrace. */
export function isOwnFile(file: string): boolean {
  return file.startsWith(CODE_FOLDER) || file.startsWith(CODE_URL)
}

/** Where its sources are, by path: runners that map stacks name those. */
const SOURCES = fileURLToPath(new URL('../src/', CODE_URL))

/** Whether a file that a stack names, by its path, is part of Retrace, compiled or not. */
export function isOwnSource(file: string): boolean {
  return isOwnFile(file) || file.startsWith(SOURCES)
}

/** Whether a line of a stack, or any in a whole one, is of Retrace's code. */
export function namesOwnFile(stack: string): boolean {
  return stack.includes(CODE_FOLDER) || stack.includes(CODE_URL)
}

/** Loads a module of this package only now, by its path in this folder: out of a bundle, where this is one. */
export function loadLate(file: string): unknown {
  return createRequire(here)(`./${file}`)
}
