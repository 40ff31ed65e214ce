/** The ids that a program says by itself for a request: what was one of them, and is said again, has not become another one. */
import { responderOf } from '../../lens/index.ts'
import { idsIn } from '../../player/volatile.ts'
import type { ComparedCase } from '../case.ts'
import type { Run } from '../host.ts'
import { groupBy } from './calls.ts'
import { requestIds } from './known-ids.ts'

export class SaidIds {
  readonly #its: ComparedCase
  readonly #now: Run
  readonly #asked: ReadonlyMap<string, readonly Run['asked'][number][]>
  readonly #known = new Map<number | null, ReadonlySet<string>>()

  constructor(its: ComparedCase, now: Run) {
    this.#its = its
    this.#now = now
    this.#asked = groupBy(now.asked, ({ during }) => String(during))
  }

  /** @param during - a request, by its number; null for what belongs to none */
  of(during: number | null): ReadonlySet<string> {
    const known = this.#known.get(during) ?? this.#find(during)
    this.#known.set(during, known)
    return known
  }

  #find(during: number | null): ReadonlySet<string> {
    const asked = (this.#asked.get(String(during)) ?? []).flatMap(({ exchange }) => {
      const { operation, details } = responderOf(exchange.protocol).question(exchange)
      return [operation, JSON.stringify(details)]
    })
    const answer = during === null ? null : this.#now.answers[during]
    const said = [...asked, ...(answer?.headers ?? []), Buffer.from(answer?.content ?? []).toString()].flatMap(idsIn)
    const request = during === null ? undefined : this.#its.requests[during]
    const given = new Set(request ? requestIds(request) : [])
    return new Set(said.filter((id) => !given.has(id)))
  }
}
