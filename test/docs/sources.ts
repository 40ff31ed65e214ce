/** Writes snippets of TypeScript and JavaScript where they can be run. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { similar } from './printed.ts'
import type { Snippet } from './snippets.ts'

const PLACE = /^.*\/\/ …$/m

/** @returns the name of the file in the folder */
export function writeSource(snippet: Snippet, folder: string): string {
  const { at, text, says, hidden } = snippet
  const named = /^\/\/ (\S+\.[jt]s)\n/.exec(text)?.[1]
  const file = says['as'] ?? named
  if (file === undefined) throw new Error(`${at}: say which file it is: <!-- try as=NAME -->`)
  const whole = PLACE.test(hidden) ? hidden.replace(PLACE, () => text) : `${hidden}\n${text}`
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), `${whole.trimStart()}\n`)
  return file
}

/** Does it stand in a file that a command has written? */
export function expectFound({ at, text, says }: Snippet, folder: string): void {
  const file = path.join(folder, String(says['found']))
  if (!existsSync(file)) throw new Error(`${at}: there is no ${file}`)
  const written = readFileSync(file, 'utf8')
  if (!similar(text, written)) throw new Error(`${at}: that is not what was written:\n${written}`)
}
