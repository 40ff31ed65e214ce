/** What a test does before that which it is of. */
import type { RequestSeen } from '../observation.ts'
import type { Earlier } from '../try-earlier.ts'
import { call, type Layout } from '../values/layout.ts'
import type { Around } from './body.ts'
import type { TestFrame } from './plan.ts'
import { requestSource, type Sending } from './request-source.ts'

/** From so many on, what is the same is done in a loop. */
const MANY = 3

type Styled = Pick<TestFrame['project'], 'style'>

/** The requests that it makes. */
export function earlierLines(
  earlier: readonly Earlier<RequestSeen>[],
  project: Styled,
  around: Pick<Around, 'data' | 'imports'>,
): Layout[] {
  const lines = earlier.map(({ its, pause }) => ({ its: ['await ', sending(its, project, around)], pause }))
  return inTurn(lines, around)
}

/** Statements one after the other, with pauses. */
export function inTurn(statements: readonly Earlier<Layout>[], { imports }: Pick<Around, 'imports'>): Layout[] {
  const lines: Layout[] = []
  for (let i = 0, count = 1; i < statements.length; i += count, count = 1) {
    const { its, pause } = statements[i] as Earlier<Layout>
    const key = JSON.stringify(its)
    while (pause === 0 && statements[i + count]?.pause === 0 && JSON.stringify(statements[i + count]?.its) === key)
      count++
    if (count < MANY) lines.push(...Array<Layout>(count).fill(its))
    else lines.push([`for (let i = 0; i < ${count}; i++) `, its])
    if (pause > 0) lines.push(`await ${imports.named('node:timers/promises', 'setTimeout')}(${msSource(pause)})`)
  }
  return lines
}

/** `61_000` */
function msSource(ms: number): string {
  return String(ms).replace(/\B(?=(?:\d{3})+$)/g, ms < 10_000 ? '' : '_')
}

/** `server.fetch('/orders/7')` */
export function sending(request: RequestSeen, { style }: Styled, { data }: Pick<Around, 'data'>): Layout {
  const dataFile: Sending['dataFile'] = (name, content) => data.add(name, content)
  return call('server.fetch', requestSource(request, { style, dataFile }))
}
