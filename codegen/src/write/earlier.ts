/** The requests that a test makes before the one that it is of. */
import type { RequestSeen } from '../observation.ts'
import { call, type Layout } from '../values/layout.ts'
import type { Around } from './body.ts'
import type { TestFrame } from './plan.ts'
import { requestSource, type Sending } from './request-source.ts'

/** A request before the one that is tested. */
export interface Earlier {
  readonly request: RequestSeen
  /** How long after it the next one comes, in milliseconds; 0 where that is of no matter. */
  readonly pause: number
}

/** From so many on, requests that are the same are made in a loop. */
const MANY = 3

export function earlierLines(
  earlier: readonly Earlier[],
  project: Pick<TestFrame['project'], 'style'>,
  around: Pick<Around, 'data' | 'imports'>,
): Layout[] {
  const its = earlier.map(({ request, pause }) => ({ sent: sending(request, project, around), pause }))
  const lines: Layout[] = []
  for (let i = 0, count = 1; i < its.length; i += count, count = 1) {
    const { sent, pause } = its[i] as (typeof its)[number]
    const key = JSON.stringify(sent)
    while (pause === 0 && its[i + count]?.pause === 0 && JSON.stringify(its[i + count]?.sent) === key) count++
    const line: Layout = ['await ', sent]
    lines.push(
      ...(count < MANY ? Array<Layout>(count).fill(line) : [[`for (let i = 0; i < ${count}; i++) `, line]]),
      ...(pause > 0 ? [`await ${around.imports.named('node:timers/promises', 'setTimeout')}(${msSource(pause)})`] : []),
    )
  }
  return lines
}

/** `61_000` */
function msSource(ms: number): string {
  return String(ms).replace(/\B(?=(?:\d{3})+$)/g, ms < 10_000 ? '' : '_')
}

/** `server.fetch('/orders/7')` */
export function sending(
  request: RequestSeen,
  { style }: Pick<TestFrame['project'], 'style'>,
  { data }: Pick<Around, 'data'>,
): Layout {
  const dataFile: Sending['dataFile'] = (name, content) => data.add(name, content)
  return call('server.fetch', requestSource(request, { style, dataFile }))
}
