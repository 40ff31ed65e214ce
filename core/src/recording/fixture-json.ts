/** A fixture as JSON, whole: with what it has in files of its own in its place. */
import { type Content, contentOfBytes } from '../lens/content.ts'
import { bodiesOf, bodyFilesOf } from './body-folder.ts'
import { putBodies } from './bodies.ts'
import { checkFixture } from './fixture-shape.ts'
import { type FixtureFile, fromFile, readJson, unreadable, writeJson } from './fixture-file.ts'
import { originalFs as fs } from '../originals.ts'

export type FixtureJson = FixtureFile

/**
 * Reads a fixture as it stands.
 *
 * @throws RetraceError `FIXTURE_UNREADABLE`, `FIXTURE_BODY_UNREADABLE`, `FIXTURE_NEWER`
 */
export function readFixtureJson(file: string): FixtureJson {
  const json = readJson(file)
  try {
    checkFixture(json)
    return shown(putBodies(json, bodiesOf(file))) as FixtureJson
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** Whether it can be read again as a fixture. */
export function isFixtureJson(json: FixtureJson): boolean {
  try {
    checkFixture(json)
    fromFile(json)
    return true
  } catch {
    return false
  }
}

/**
 * Writes a fixture, in which nothing is secret, whole or not at all.
 *
 * @throws RetraceError `FIXTURE_UNWRITABLE`
 */
export function writeFixtureJson(file: string, json: FixtureJson): void {
  writeJson(file, json, { redact: [], forbid: [] })
}

/** How many bytes a fixture has, with all that it refers to. */
export function sizeOfFixture(file: string): number {
  return [file, ...bodyFilesOf(file)].reduce((sum, its) => sum + fs.statSync(its).size, 0)
}

/** Bytes that came from files of their own, as people read them. */
function shown(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(shown)
  if (typeof json !== 'object' || json === null) return json
  const { bytes, ...rest } = json as { readonly bytes?: unknown }
  if (bytes instanceof Uint8Array) return { ...rest, ...(contentOfBytes(bytes) as Content) }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, shown(value)]))
}
