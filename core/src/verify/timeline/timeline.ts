/** What a program did when it was recorded and what it does now, beside each other and in the order of time. */
import { answerIn, describeExchange, fixtureOf, responderOf } from '../../lens/index.ts'
import { contentOf } from '../../lens/http1/content.ts'
import type { HttpExchange } from '../../lens/http1/exchange.ts'
import type { Recorded } from '../../lens/recorded.ts'
import { isSql } from '../../lens/sql.ts'
import type { Place } from '../behaviour.ts'
import { isServer, type ComparedCase } from '../case.ts'
import type { Call, Pairs } from '../compare/calls.ts'
import type { Difference, Subject } from '../compare/difference.ts'
import { plain } from '../compare/responses.ts'
import type { Run } from '../host.ts'
import { showPlace } from '../report/text.ts'
import { partOf } from './part.ts'
import { type Cell, isAbout, isSame, type Part, type Row } from './row.ts'
import type { Sides } from './sides.ts'

interface TimelineOptions {
  readonly pairs: Pairs
  readonly differences: readonly Difference[]
  readonly before: Run | null
  /** What paths are shown relative to. */
  readonly cwd: string
}

export function timelineOf(its: ComparedCase, now: Run, sides: Sides, options: TimelineOptions): Row[] {
  const rows = new Rows(its, now, sides, options)
  const calls = rows.calls()
  const of = (request: number | null): Row[] =>
    calls.filter((call) => call.request === request).map(({ row }) => ({ ...row, isWithin: request !== null }))
  const requests = its.requests.map((request, i) => ({ at: request.at, rows: [rows.request(i), ...of(i)] }))
  const others = of(null).map((row) => ({ at: timeOf(row), rows: [row] }))
  const inOrder = [...requests, ...others].toSorted((a, b) => a.at - b.at).flatMap((one) => one.rows)
  return [...inOrder, ...rows.process()]
}

class Rows {
  readonly #its: ComparedCase
  readonly #now: Run
  readonly #sides: Sides
  readonly #options: TimelineOptions
  readonly #counting: readonly Subject[]

  constructor(its: ComparedCase, now: Run, sides: Sides, options: TimelineOptions) {
    this.#its = its
    this.#now = now
    this.#sides = sides
    this.#options = options
    this.#counting = options.differences.flatMap(({ subject }) => subject ?? [])
  }

  request(i: number): Row {
    const { at, status } = this.#its.requests[i] as ComparedCase['requests'][number]
    const answer = this.#now.answers[i] ?? null
    const { recorded, now } = this.#sides.requests[i] as Sides['requests'][number]
    const what = `${recorded.request?.method} ${recorded.request?.target}`
    const outcome = (code: number | null | undefined): string => (code == null ? 'no answer' : String(code))
    const place = this.#options.before?.answers[i]?.place ?? null
    return this.#row(
      { of: 'request', protocol: 'http', subject: { request: i } },
      { at, what, outcome: outcome(status), place: this.#show(place) },
      { at: null, what, outcome: outcome(answer?.status), place: this.#show(answer?.place ?? null) },
      requestParts(recorded, now),
    )
  }

  /** Each with the request that it was asked for, by its number. */
  calls(): { readonly request: number | null; readonly row: Row }[] {
    const { pairs, missing, extra } = this.#options.pairs
    const all = [
      ...pairs.map(({ recorded, actual }) => this.#call(recorded, actual)),
      ...missing.map((recorded) => this.#call(recorded, null)),
      ...extra.map((actual) => this.#call(null, actual)),
    ]
    return all.toSorted((a, b) => timeOf(a.row) - timeOf(b.row))
  }

  /** What a script printed and how it ended; of a server only what it crashed with. */
  process(): Row[] {
    const { printed, error } = this.#sides
    const isScript = !isServer(this.#its)
    const output = isScript ? partOf('stdout', printed.recorded || undefined, printed.now || undefined) : null
    const stdout = { at: null, what: 'stdout', outcome: '', place: null }
    const isTold = isScript || error.recorded !== null || error.now !== null
    return [
      ...(output ? [this.#row(PROCESS.output, stdout, stdout, [output])] : []),
      ...(isTold ? [this.#ending()] : []),
    ]
  }

  #ending(): Row {
    const { error } = this.#sides
    const cell = (what: string | null, code: number | null | undefined, place: Place | null): Cell => ({
      at: null,
      what: what ?? (code == null ? 'ends' : `exit code ${code}`),
      outcome: '',
      place: this.#show(place),
    })
    const { exitCode, error: now } = this.#now
    const recorded = cell(error.recorded, this.#its.manifest.exit?.code, null)
    return this.#row(PROCESS.ending, recorded, cell(error.now, exitCode, now?.place ?? null), [])
  }

  #call(recorded: Call | null, actual: Call | null): ReturnType<Rows['calls']>[number] {
    const { calls } = this.#sides
    const [was, is] = [recorded && calls.recorded[recorded.number], actual && calls.now[actual.number]]
    const request = actual?.during[0] ?? (recorded?.during.length === 1 ? recorded.during[0] : null) ?? null
    const { protocol } = (actual ?? recorded) as Call
    const outcome = was ? outcomeOf(was) : ''
    const row = this.#row(
      {
        of: 'call',
        protocol,
        subject: { ...(recorded ? { recorded: recorded.number } : {}), ...(actual ? { asked: [actual.number] } : {}) },
      },
      was && recorded && this.#cell(was, recorded, outcome),
      is && actual && this.#cell(is, actual, outcome),
      callParts(was ?? null, is ?? null),
    )
    return { request, row }
  }

  #cell(said: Recorded, { at, place }: Call, outcome: string): Cell {
    return { at, what: operationOf(said), outcome, place: this.#show(place) }
  }

  #row(
    head: Pick<Row, 'of' | 'protocol' | 'subject'>,
    recorded: Cell | null | undefined,
    now: Cell | null | undefined,
    parts: readonly Part[],
  ): Row {
    const isOther = recorded?.what !== now?.what || recorded?.outcome !== now?.outcome || !parts.every(isSame)
    const counts = this.#counting.some((its) => isAbout(its, head.subject))
    const differs = counts ? 'counts' : isOther ? 'ignored' : 'no'
    return { ...head, isWithin: false, differs, recorded: recorded ?? null, now: now ?? null, parts }
  }

  #show(place: Place | null): string | null {
    return place && showPlace(place, this.#options.cwd)
  }
}

const PROCESS = {
  output: { of: 'output', protocol: 'process', subject: { process: 'output' } },
  ending: { of: 'ending', protocol: 'process', subject: { process: 'ending' } },
} as const

function timeOf({ recorded, now }: Row): number {
  return recorded?.at ?? now?.at ?? 0
}

function requestParts(was: HttpExchange, is: HttpExchange): Part[] {
  const sent = messageOf(was.request)
  const [before, now] = [messageOf(was.response), messageOf(is.response)]
  return [
    partOf('request headers', sent.headers, sent.headers),
    partOf('request', sent.body, sent.body),
    partOf('response headers', before.headers, now.headers),
    partOf('response', before.body, now.body),
  ].filter((part) => part !== null)
}

/** As plain data; headers a line each. */
function messageOf(message: HttpExchange['request'] | HttpExchange['response']): {
  readonly headers?: string
  readonly body?: unknown
} {
  if (!message) return {}
  const { headers, body } = plain(0, message.headers, contentOf(message.headers, message.body))
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
  return { headers: lines.join('\n'), body: body ?? undefined }
}

function callParts(was: Recorded | null, is: Recorded | null): Part[] {
  const [before, now] = [was, is].map((it) => it && responderOf(it.exchange.protocol).question(it.exchange))
  const { protocol } = ((was ?? is) as Recorded).exchange
  const names = new Set([...Object.keys(before?.details ?? {}), ...Object.keys(now?.details ?? {})])
  // What is asked now is answered as it was.
  const answer = was ? answerOf(was) : undefined
  return [
    isSql(protocol) ? partOf('query', before?.operation, now?.operation) : null,
    ...[...names].map((name) => partOf(name, before?.details[name] ?? undefined, now?.details[name] ?? undefined)),
    partOf('answer', answer, is ? answer : undefined),
  ].filter((part) => part !== null)
}

/** What fixtures call that which came back, protocol by protocol. */
const ANSWERS = ['response', 'answers', 'replies', 'received', 'outcome']

/** As plain data where it can be said so, else as a fixture has it. */
function answerOf({ exchange }: Recorded): unknown {
  const fixture = fixtureOf(exchange)
  const known = new Map(Object.entries(fixture))
  return answerIn(fixture) ?? ANSWERS.map((name) => known.get(name)).find((its) => its != null)
}

function operationOf({ exchange }: Recorded): string {
  return responderOf(exchange.protocol).question(exchange).operation
}

function outcomeOf({ exchange, to, broke }: Recorded): string {
  if (broke !== null) return broke
  if (exchange.protocol === 'http') return String((exchange as HttpExchange).response?.status ?? 'no answer')
  const line = describeExchange(exchange, to)
  const arrow = line.lastIndexOf(ARROW)
  return arrow < 0 ? '' : line.slice(arrow + ARROW.length)
}

/** Between what was asked and what came of it, where an exchange is told in a line. */
const ARROW = ' → '
