/** `retrace generate`: a regression test out of a recording. */
import path from 'node:path'
import process from 'node:process'
import { answerPattern } from '../paths.ts'
import { locateProject } from '../recording/locate.ts'
import { isForbidRule, isRedactRule } from '../redaction/rules.ts'
import { regexpOf } from '../regexp-of.ts'
import { openRecording } from '../recording/open.ts'
import {
  type Codegen,
  type Generated,
  type GenerateOptions,
  loadCodegen,
  type Options,
  type Project,
} from './codegen.ts'
import { answerJson } from './answer-json.ts'
import { caveatsOf } from './caveats.ts'
import { note, warn } from './say.ts'
import { usage } from './usage.ts'

export interface GenerateFlags {
  readonly error?: string
  readonly at?: string
  readonly request?: string
  readonly event?: string
  readonly function?: string
  readonly list?: boolean
  readonly assert?: string
  readonly framework?: string
  readonly redact?: readonly string[]
  readonly keep?: readonly string[]
  readonly forbid?: readonly string[]
  readonly property?: boolean
  readonly vary?: readonly string[]
  readonly with?: readonly string[]
  readonly json?: boolean
  readonly node?: string
  readonly root?: string
}

const ASSERTIONS = ['no-crash', 'error', 'result'] as const
const PLACE = 'a name, a place, or a pattern'
const FRAMEWORKS = ['vitest', 'jest'] as const

export function generate(what: string, flags: GenerateFlags): Promise<void> {
  return answerJson(flags.json, () => generateTest(what, flags))
}

async function generateTest(what: string, flags: GenerateFlags): Promise<void> {
  const options = optionsFrom(flags)
  const recording = openRecording(what)
  const located = locateProject(recording, { root: flags.root })
  for (const line of caveatsOf(recording, located)) warn(line)
  const project: Project = { recording, located, node: flags.node }
  const codegen = await loadCodegen()
  if (flags.list === true) return list(await codegen.optionsOf(project, options), flags)
  report(await write(codegen, project, options), flags)
}

function write(codegen: Codegen, project: Project, options: GenerateOptions): Promise<Generated> {
  note('replaying, to see what was called with what')
  return codegen.generate(project, options)
}

function optionsFrom(flags: GenerateFlags): GenerateOptions {
  const { error, at, request, event, function: name, assert, framework } = flags
  const { redact = [], keep = [], forbid = [] } = flags
  if (event !== undefined && !/^\d+$/.test(event)) throw usage(`--event is the number of an event, and not ${event}`)
  if (at !== undefined && !/:\d+$/.test(at)) throw usage(`--at is FILE:LINE, and not ${at}`)
  if (error !== undefined) checkPattern('--error', error)
  return {
    error,
    at,
    request,
    event: event === undefined ? undefined : Number(event),
    function: name,
    property: propertyFrom(flags),
    assertion: oneOf('--assert', ASSERTIONS, assert),
    framework: oneOf('--framework', FRAMEWORKS, framework),
    policy: {
      redact: [
        ...redact.map((rule) => checked('--redact', PLACE, isRedactRule, rule)),
        ...keep.map((rule) => ({ keep: checked('--keep', PLACE, isRedactRule, rule) })),
      ],
      forbid: forbid.map((rule) => checked('--forbid', 'a pattern', isForbidRule, rule)),
    },
  }
}

function propertyFrom({ property, vary = [], with: recordings = [] }: GenerateFlags): GenerateOptions['property'] {
  for (const [flag, its] of [
    ['--vary', vary],
    ['--with', recordings],
  ] as const)
    if (property !== true && its.length > 0) throw usage(`${flag} says what --property varies, and goes with it`)
  const isPlace = (rule: string): boolean => answerPattern(rule) !== null
  for (const place of vary)
    if (!isPlace(place)) throw usage(`--vary is a place in answers such as '$.items[0].name', and not ${place}`)
  return property === true ? { vary, recordings } : undefined
}

function checked(flag: string, says: string, is: (rule: string) => boolean, given: string): string {
  if (!is(given)) throw usage(`${flag} is ${says} such as '/…/', and not ${given}`)
  return given
}

function checkPattern(flag: string, given: string): void {
  try {
    regexpOf(given)
  } catch (error) {
    throw usage(`${flag} is a class or a regular expression: ${(error as Error).message}`)
  }
}

function oneOf<T extends string>(flag: string, known: readonly T[], given: string | undefined): T | undefined {
  const found = known.find((it) => it === given)
  if (given !== undefined && found === undefined) throw usage(`${flag} is ${known.join(' or ')}, and not ${given}`)
  return found
}

function report(generated: Generated, flags: GenerateFlags): void {
  const { file, title, fixture, isThere, replaced, function: name, level, failure, cause, rejected, advice } = generated
  const { property } = generated
  const here = (its: string): string => path.relative('', its)
  if (flags.json === true) {
    const answer = {
      file: here(file),
      title,
      fixture: here(fixture),
      isThere,
      replaced,
      level,
      function: name,
      rejected,
      advice,
    }
    const its = property && { property: showProperty(property) }
    process.stdout.write(
      `${JSON.stringify({ ...answer, error: failure?.error ?? null, cause: cause?.error ?? null, ...its })}\n`,
    )
    return
  }
  for (const it of rejected) note(`not ${it.name === '' ? 'a function without a name' : it.name}: ${it.why}`)
  process.stdout.write(`${here(file)}\n${here(fixture)}\n`)
  if (cause && failure?.error)
    note(`${nameError(cause.error)} is what ${nameError(failure.error)} came of: the test is of the latter`)
  const pinned =
    flags.assert === 'error' ? 'passes, with the error of the recorded run' : 'fails as the recorded run did'
  const outcome = failure ? pinned : 'passes, with what the recorded run gave'
  note(`the test "${title}" ${isThere ? 'was there before, of another recording of the same: it ' : ''}${outcome}`)
  if (replaced !== null) note(`it takes the place of "${replaced}", written of the same in this recording before`)
  if (advice !== null) warn(advice)
  if (property) reportProperty(property)
}

function nameError(error: { readonly class: string; readonly message: string }): string {
  return `${error.class}: ${error.message}`
}

type Property = NonNullable<Generated['property']>

function reportProperty({ title, places, still, counterexample }: Property): void {
  const operations = [...new Set(places.map((place) => place.operation))].map((operation) => {
    const its = places.filter((place) => place.operation === operation)
    return `${operation} ${its.map((place) => place.path).join(', ')}`
  })
  const all = operations.length === 1 ? ` ${operations.join('')}` : operations.map((its) => `\n  ${its}`).join('')
  note(`the test "${title}" has other answers at${all}`)
  for (const { operation, path: where, why } of still) note(`${operation} ${where} stays as it is: ${why}`)
  if (counterexample === null) return note('it passes: among 100 answers there was none on which it fails')
  const { answers, error } = counterexample
  const [first] = places
  // Of several each has its name there.
  const answer = places.length === 1 && first ? `${first.path} ${answers.slice(1, -1)}` : answers.slice(1, -1)
  note(`it fails with ${error.name}: ${error.message}, as for ${answer}`)
}

/** What is for machines; codegen's own type has more. */
function showProperty({ title, places, still, declared, counterexample }: Property): object {
  const nameOf = (its: Property['places'][number]): string => `${its.operation} ${its.path}`
  const left = still.map((its) => ({ place: nameOf(its), why: its.why }))
  return { title, places: places.map(nameOf), still: left, declared, counterexample }
}

function list({ options }: Options, { json }: GenerateFlags): void {
  for (const { candidate, call, target, why, given } of options) {
    const { file, line } = candidate.place
    const place = `${path.relative('', file)}:${line}`
    const name = target?.label ?? candidate.name
    if (json === true) {
      process.stdout.write(`${JSON.stringify({ function: name, place, why, call })}\n`)
      continue
    }
    process.stdout.write(`${name === '' ? '(no name)' : name}  ${place}${why === null ? '' : `  no test: ${why}`}\n`)
    if (given !== null) process.stdout.write(`    ${name}(${given})\n`)
  }
}
