/** What may stand in a fixture, and what is said where something else does. */
import * as v from 'valibot'
import { fixtureShapes } from '../lens/index.ts'
import { Misfit } from '../lens/misfit.ts'
import {
  base64,
  cell,
  content,
  contentWith,
  count,
  type Entries,
  lines,
  only,
  optional,
  rows,
  type Shape,
  shortBytes,
  time,
} from '../lens/shapes.ts'
import { CLOCK_READS } from '../scope/clock-reads.ts'
import { surelyIs } from './quick-check.ts'

const drawn = v.union([v.string(), v.number(), only({ packed: base64 }), ...contentWith({})])

const entry = {
  /** Host and port, or the path of a pipe. */
  to: v.string(),
  secure: optional(v.literal(true)),
  connection: count,
  broke: optional(v.string()),
}

const capture = only({
  testFile: v.string(),
  lasted: time,
  clocks: v.record(v.string(), v.array(v.number())),
  timers: v.record(v.string(), v.array(v.array(v.number()))),
})

const lenses = fixtureShapes()
const exchanges = lenses.map(({ shape }) => only({ ...shape, ...entry }))

/** Shapes by their names in the schema. */
export const namedShapes: Entries = {
  base64,
  cell,
  content,
  lines,
  rows,
  shortBytes,
  ...(Object.assign({}, ...lenses.map(({ parts }) => parts)) as Entries),
  ...Object.fromEntries(lenses.map(({ name }, i) => [`${name}Exchange`, exchanges[i] as Shape])),
}

export const fixtureShape: Shape = only({
  format: count,
  test: v.string(),
  recorded: v.pipe(v.string(), v.isoTimestamp('a time such as 2026-01-02T03:04:05.678Z')),
  placeholders: optional(v.array(v.string())),
  random: v.record(v.string(), v.array(drawn)),
  clock: optional(v.pipe(v.string(), v.regex(CLOCK_READS, 'milliseconds such as 0x3 5 12'))),
  exchanges: v.array(v.variant('protocol', exchanges as never)),
  capture: optional(capture),
})

/**
 * Checks the JSON of a fixture, without its files.
 *
 * @throws Misfit with the place of what is wrong
 */
export function checkFixture(json: unknown): void {
  if (surelyIs(fixtureShape, json)) return
  const { issues } = v.safeParse(fixtureShape, json, { abortEarly: true })
  if (issues) throw misfitOf(issues[0] as Issue)
}

type Issue = v.BaseIssue<unknown>

function misfitOf(issue: Issue): Misfit {
  const all = leavesOf(issue, [])
  const deepest = Math.max(...all.map(({ path }) => path.length))
  const near = all.filter(({ path }) => path.length === deepest)
  // Of several forms the one that is meant is the one whose keys are there.
  const wrong = near.find(({ its }) => its.type !== 'strict_object') ?? (near.length === 1 ? near[0] : undefined)
  if (wrong) return new Misfit(placeOf(wrong.path), why(wrong.its))
  const missing = near.filter(({ its }) => its.received === 'undefined').map(({ path }) => String(path.at(-1)))
  const names = [...new Set(missing)].map((name) => `\`${name}\``).join(', ')
  const [{ path }] = near as [Leaf]
  return missing.length === 0
    ? new Misfit(placeOf(path), NOT_KNOWN)
    : new Misfit(placeOf(path.slice(0, -1)), `it has none of ${names}`)
}

const NOT_KNOWN = 'there is nothing of that name'

interface Leaf {
  readonly its: Issue
  readonly path: readonly unknown[]
}

/** What is wrong with each of the forms that something may have. */
function leavesOf(issue: Issue, above: readonly unknown[]): Leaf[] {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => key)]
  if (!issue.issues || issue.type === 'variant') return [{ its: issue, path }]
  const leaves = issue.issues.flatMap((it) => leavesOf(it, path))
  // A form that it isn't even nearly is no help.
  const inside = leaves.filter((leaf) => leaf.path.length > path.length)
  return inside.length > 0 ? inside : [{ its: issue, path }]
}

function why({ type, expected, received, message }: Issue): string {
  if (type === 'strict_object' && received === 'undefined') return 'it is missing'
  if (expected === 'never') return NOT_KNOWN
  // Messages of the library's own say the same in other words.
  const needed = message.startsWith('Invalid ') ? (expected ?? message) : message
  return `${received} stands where ${needed} is expected`
}

function placeOf(path: readonly unknown[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('')
}
