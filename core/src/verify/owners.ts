/**
 * Which of several requests that are under way at the same time a recorded exchange was for: a tape does not say. Where they are
 * alike, so is what they ask. But a request is answered as soon as it has what it asked for last, and asks for one thing after
 * another: from its answer backward, that tells what was whose.
 */
import { responderOf } from '../lens/index.ts'
import type { Recorded } from '../lens/recorded.ts'
import { canonical } from '../player/changes.ts'
import type { CaseRequest } from './case.ts'

/** What a request has asked for, as far as that is known by now. */
interface Chain {
  readonly number: number
  readonly request: CaseRequest
  /** When the first of it was asked for. */
  from: number
}

export class Owners {
  readonly #requests: readonly CaseRequest[]
  /** By what is asked. */
  readonly #alike = new Map<string, Recorded[]>()
  readonly #keys = new Map<Recorded, string>()
  /** By what is asked, and by whom. */
  readonly #owners = new Map<string, ReadonlyMap<Recorded, number>>()

  constructor(requests: readonly CaseRequest[], exchanges: readonly Recorded[]) {
    this.#requests = requests
    for (const recorded of exchanges) {
      const key = keyOf(recorded)
      this.#keys.set(recorded, key)
      const alike = this.#alike.get(key)
      if (alike) alike.push(recorded)
      else this.#alike.set(key, [recorded])
    }
  }

  /** Whether an exchange was for a request: 0 where it may have been, 1 where it likely was for another, 2 where it was not. */
  distance(recorded: Recorded, number: number): number {
    const request = this.#requests[number]
    if (!request || !isWithin(recorded, request)) return 2
    const owner = this.#ownersOf(this.#keys.get(recorded) ?? '', nameOf(request)).get(recorded)
    return owner === undefined || owner === number ? 0 : 1
  }

  #ownersOf(key: string, name: string): ReadonlyMap<Recorded, number> {
    const both = `${name}\n${key}`
    const owners = this.#owners.get(both) ?? this.#tell(key, name)
    this.#owners.set(both, owners)
    return owners
  }

  #tell(key: string, name: string): ReadonlyMap<Recorded, number> {
    const owners = new Map<Recorded, number>()
    const alike = this.#alike.get(key) ?? []
    const chains = this.#requests
      .flatMap((request, number): Chain[] => (nameOf(request) === name ? [{ number, request, from: 0 }] : []))
      .toSorted((a, b) => answered(a.request) - answered(b.request))
    for (const chain of chains) {
      const its = alike.filter((it) => !owners.has(it) && isWithin(it, chain.request))
      const last = its.toSorted((a, b) => ended(b) - ended(a))[0]
      chain.from = last?.exchange.at ?? 0
      if (last) owners.set(last, chain.number)
    }
    for (const recorded of alike.toSorted((a, b) => ended(b) - ended(a))) {
      if (owners.has(recorded)) continue
      const fitting = chains.filter(({ request, from }) => isWithin(recorded, request) && ended(recorded) <= from)
      const chain = fitting.toSorted((a, b) => a.from - b.from)[0]
      if (!chain) continue
      chain.from = recorded.exchange.at
      owners.set(recorded, chain.number)
    }
    return owners
  }
}

function keyOf({ exchange }: Recorded): string {
  const { operation, details } = responderOf(exchange.protocol).question(exchange)
  return `${exchange.protocol} ${operation} ${canonical(details)}`
}

function isWithin(recorded: Recorded, request: CaseRequest): boolean {
  return recorded.exchange.at >= request.at && ended(recorded) <= answered(request)
}

function ended({ exchange: { at, endedAt } }: Recorded): number {
  return endedAt ?? at
}

function answered({ answeredAt }: CaseRequest): number {
  return answeredAt ?? Infinity
}

function nameOf({ method, target }: CaseRequest): string {
  return `${method} ${target}`
}
