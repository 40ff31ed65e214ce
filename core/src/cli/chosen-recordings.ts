/** Which recordings a command is meant for, by what it was given: folders, globs, a share of them, those that a change touches. */
import fs from 'node:fs'
import path from 'node:path'
import { globSync, isDynamicPattern } from 'tinyglobby'
import { RetraceError } from '../errors.ts'
import { isFixture } from '../recording/fixture-folder.ts'
import { MANIFEST } from '../recording/manifest.ts'
import { changedSince, isTouched, type WhichProject } from './changed-files.ts'
import { usage } from './usage.ts'

export interface Choice {
  /** `I/N`. */
  readonly shard?: string
  /** What the code is compared with, as git names it. */
  readonly changed?: string
}

/**
 * Finds them, each once.
 *
 * @param given - recordings, fixtures of tests, folders that hold some, and globs of any
 * @throws RetraceError `VERIFY_NOTHING`, `USAGE`, `CHANGES_UNKNOWN`, and what is wrong with the manifest of one
 */
export function chosenRecordings(
  given: readonly string[],
  { shard, changed }: Choice,
  project: WhichProject,
): readonly string[] {
  const all = [...new Set(given.flatMap(recordingsOf))]
  if (changed === undefined) return shardOf(all, shard)
  const files = changedSince(changed)
  return shardOf(
    // By which sources a fixture was made isn't known.
    all.filter((recording) => (isFixture(recording) ? files.size > 0 : isTouched(recording, files, project))),
    shard,
  )
}

function recordingsOf(given: string): string[] {
  if (fs.existsSync(given) || !isDynamicPattern(given)) return recordingsIn(given) ?? nothing(given)
  const matches = globSync(given, { onlyFiles: false, expandDirectories: false, ignore: ['**/node_modules/**'] })
  const found = matches.map((match) => path.normalize(match.replace(/\/$/, ''))).toSorted()
  const all = found.flatMap((match) => {
    if (isFixture(match)) return [match]
    return isFolder(match) && !isLatest(match) ? (recordingsIn(match) ?? []) : []
  })
  return all.length > 0 ? all : nothing(given)
}

function isFolder(what: string): boolean {
  return fs.statSync(what, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** All fixtures of tests in a folder, however deep. */
function fixturesBelow(folder: string): string[] {
  const all = globSync('**/*.json', { cwd: folder, ignore: ['**/node_modules/**'] })
  return all
    .map((file) => path.join(folder, file))
    .filter(isFixture)
    .toSorted()
}

function nothing(what: string): never {
  throw new RetraceError('VERIFY_NOTHING', { what })
}

/** A recording, or all in a folder, with the fixtures of tests there; null where it has none. */
function recordingsIn(what: string): string[] | null {
  if (!isFolder(what) || fs.existsSync(path.join(what, MANIFEST))) return [what]
  const inside = fs
    .readdirSync(what, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(what, entry.name, MANIFEST)))
    .map(({ name }) => path.join(what, name))
    .toSorted()
  const all = [...inside, ...fixturesBelow(what)]
  return all.length > 0 ? all : null
}

/** `latest` is one of the others. */
function isLatest(folder: string): boolean {
  return fs.lstatSync(folder).isSymbolicLink()
}

/** Every n-th one: `2/3` has the second, the fifth, … */
function shardOf(recordings: readonly string[], shard: string | undefined): readonly string[] {
  if (shard === undefined) return recordings
  const [, which, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? []
  const [index, count] = [Number(which), Number(of)]
  if (!(index >= 1 && index <= count)) throw usage(`--shard is I/N, as 1/3, and not ${shard}`)
  return recordings.filter((_, i) => i % count === index - 1)
}
