/** `retrace failures`: what went wrong in a recorded run, and where. */
import path from 'node:path'
import process from 'node:process'
import { locateProject } from '../recording/locate.ts'
import { openRecording } from '../recording/open.ts'
import { answerJson } from './answer-json.ts'
import { caveatsOf } from './caveats.ts'
import { type Failure, loadCodegen } from './codegen.ts'
import { note, warn } from './say.ts'

export interface FailuresFlags {
  readonly json?: boolean
  /** Also errors that the program caught. */
  readonly caught?: boolean
  readonly node?: string
  readonly root?: string
}

export function failures(what: string, flags: FailuresFlags): Promise<void> {
  return answerJson(flags.json, () => listFailures(what, flags))
}

async function listFailures(what: string, { json, caught, node, root }: FailuresFlags): Promise<void> {
  const recording = openRecording(what)
  const located = locateProject(recording, { root })
  for (const line of caveatsOf(recording, located)) warn(line)
  const { failuresOf } = await loadCodegen()
  const onMany = (many: number): void => {
    if (caught === true) warn(`it caught more errors than can be listed: these are of the first ${many}`)
  }
  const all = await failuresOf({ recording, located, node }, onMany)
  const found = all.filter((it) => caught === true || it.kind !== 'caught')
  if (found.length === 0)
    note(`nothing failed in this run${caught === true ? '' : '; --caught lists the errors that it caught'}`)
  for (const failure of found) process.stdout.write(`${json === true ? asJson(failure) : describe(failure)}\n`)
}

function asJson({ kind, error, causes, exitCode, request, at, event }: Failure): string {
  const asked = request && { method: request.method, target: request.target, status: request.status }
  return JSON.stringify({ kind, error, causes, exitCode, request: asked, at, event })
}

const KINDS: Readonly<Record<Failure['kind'], string>> = {
  uncaught: 'uncaught',
  rejection: 'unhandled rejection',
  exit: 'exit',
  response: 'response',
  broken: 'broken off',
  unanswered: 'unanswered',
  caught: 'caught',
}

function describe({ kind, error, causes, exitCode, request, at, event }: Failure): string {
  const what = [
    KINDS[kind] + (exitCode === null ? '' : ` ${exitCode}`),
    ...(request ? [`${request.method} ${request.target}${request.status === null ? '' : ` → ${request.status}`}`] : []),
    ...(error ? [`${error.class}: ${error.message}`] : []),
  ]
  const of = causes.map((cause) => {
    const its = cause.at === null ? '' : ` at ${placeOf(cause.at)}`
    return `\n    caused by ${cause.error.class}: ${cause.error.message}${its}`
  })
  const where = at === null ? 'nowhere in the project' : placeOf(at)
  return `${what.join('  ')}\n    at ${where}, before event ${event}${of.join('')}`
}

function placeOf({ file, line, column }: NonNullable<Failure['at']>): string {
  return `${path.relative('', file)}:${line}:${column}`
}
