/** The folder in which the fixtures of a test file have their large contents. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { originalFs as fs } from '../originals.ts'
import { type Body, type BodySource, nameOf, putBodies } from './bodies.ts'
import { FOLDER_MODE, removeLeftOvers, writeWhole } from './files.ts'

/** The folder of bodies, beside fixtures. */
export const BODIES = 'bodies'
/** A name in this folder, and nothing else. */
const NAME = /^\w[\w.-]*$/

/**
 * Writes a content, unless it is there. A file of that name that was edited by hand since stays, and stays what it is:
 * the content comes under the next name.
 *
 * @param fixture - the file of the fixture that refers to it
 * @returns the name of its file
 */
export function keepBody(fixture: string, body: Body): string {
  const folder = folderFor(fixture)
  fs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  removeLeftOvers(folder)
  const { stem, end } = nameOf(body)
  for (let i = 1; ; i++) {
    const name = i === 1 ? stem + end : `${stem}-${i}${end}`
    const file = path.join(folder, name)
    if (!fs.existsSync(file)) {
      writeWhole(file, body.bytes)
      return name
    }
    if (body.bytes.equals(fs.readFileSync(file) as Buffer)) return name
  }
}

/** The contents that a fixture refers to. Each gives `FIXTURE_BODY_UNREADABLE` where it can't be had. */
export function bodiesOf(fixture: string): BodySource {
  const refuse = (name: string, why: string, error?: unknown): RetraceError =>
    new RetraceError('FIXTURE_BODY_UNREADABLE', { what: path.join(folderFor(fixture), name), fixture, why }, error)
  const bytes = (name: string): Buffer => {
    if (!NAME.test(name)) throw refuse(name, 'a body is a file of that folder, and of no other')
    try {
      return fs.readFileSync(path.join(folderFor(fixture), name)) as Buffer
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw refuse(name, code === 'ENOENT' ? 'there is no such file' : message, error)
    }
  }
  const json = (name: string): unknown => {
    const text = bytes(name).toString()
    try {
      return JSON.parse(text)
    } catch (error) {
      throw refuse(name, (error as Error).message, error)
    }
  }
  return { bytes, json }
}

/**
 * The files that a fixture refers to, as absolute paths, also where they are missing.
 *
 * @param fixture - its file
 * @throws Error where that can't be read, or is no JSON
 */
export function bodyFilesOf(fixture: string): string[] {
  const found = new Set<string>()
  const add = (name: string): void => void found.add(path.resolve(folderFor(fixture), name))
  const source = bodiesOf(fixture)
  putBodies(JSON.parse(fs.readFileSync(fixture, 'utf8')), {
    bytes(name) {
      add(name)
      return Buffer.alloc(0)
    },
    // A long list may refer to others.
    json(name) {
      add(name)
      try {
        return source.json(name)
      } catch {
        return null
      }
    },
  })
  return [...found]
}

/** The folder of the contents that a fixture refers to; other fixtures beside it share it. */
export function folderFor(fixture: string): string {
  return path.join(path.dirname(fixture), BODIES)
}
