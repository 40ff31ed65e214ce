/** `retrace enable` and `disable`: the preload in the project's `.npmrc`, for all that npm starts in the project. */
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../errors.ts'

const NPMRC = '.npmrc'
const KEY = 'node-options'
/** By name and not by path: the file may be committed, and used on other machines. */
const PRELOAD = '--require=@retrace/core/register'
const OTHER_FORMS = /^--(require|import)=@retrace\/core\/register$/

/** Puts the preload in; prints what it did. */
export function enable(): void {
  change((options) => (options.some((option) => OTHER_FORMS.test(option)) ? options : [...options, PRELOAD]), {
    done: (file) =>
      `${file} now loads Retrace into what npm starts here. It records with RETRACE=1, and costs nothing otherwise.`,
    already: (file) => `${file} loads Retrace already: nothing changed.`,
  })
}

/** Takes the preload out; prints what it did. */
export function disable(): void {
  change((options) => options.filter((option) => !OTHER_FORMS.test(option)), {
    done: (file) => `${file} no longer loads Retrace.`,
    already: (file) => `${file} doesn't load Retrace: nothing changed.`,
  })
}

interface Messages {
  done(file: string): string
  already(file: string): string
}

function change(edit: (options: string[]) => string[], messages: Messages): void {
  const file = path.join(projectFolder(), NPMRC)
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  const after = editNodeOptions(before, edit)
  if (after === before) return print(messages.already(file))
  if (after.trim() === '') fs.rmSync(file)
  else fs.writeFileSync(file, after)
  print(messages.done(file))
}

/** The text of an `.npmrc` with its `node-options` edited; all else stays as it is. */
export function editNodeOptions(npmrc: string, edit: (options: string[]) => string[]): string {
  const lines = npmrc.split('\n')
  const at = lines.findIndex((line) => new RegExp(`^\\s*${KEY}\\s*=`).test(line))
  const value = at < 0 ? '' : (lines[at] as string).slice((lines[at] as string).indexOf('=') + 1)
  const options = unquote(value.trim()).split(/\s+/).filter(Boolean)
  const edited = edit(options)
  if (edited.join(' ') === options.join(' ')) return npmrc
  const line = `${KEY}=${edited.join(' ')}`
  if (at >= 0) lines.splice(at, 1, ...(edited.length > 0 ? [line] : []))
  else if (npmrc === '' || npmrc.endsWith('\n')) lines.splice(-1, 0, line)
  else lines.push(line, '')
  return lines.join('\n')
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value
}

/** The nearest folder with a package.json: where npm looks for the project's `.npmrc`. */
function projectFolder(): string {
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder
    if (folder === path.dirname(folder)) throw new RetraceError('NO_PROJECT', { what: process.cwd() })
  }
}

function print(message: string): void {
  process.stdout.write(`${message}\n`)
}
