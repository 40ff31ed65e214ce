/** Where this package's compiled code is, for modules that are loaded one by one and for the bundle beside this file. */
import { fileURLToPath } from 'node:url'

/** As a URL, with a slash at its end. */
export const CODE_URL: string = new URL('.', import.meta.url).href
/** As a path, with a separator at its end. */
export const CODE_FOLDER: string = fileURLToPath(CODE_URL)
