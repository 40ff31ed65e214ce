/**
 * Which lines of the program lead to what is asked now. Clients ask later than they are told to, out of a pool or a queue: then
 * it is the last lines of the program's among those by which the async context came to be.
 */
import { AsyncLocalStorage, createHook, executionAsyncResource } from 'node:async_hooks'
import { callSites } from '../call-sites.ts'
import { type Frame, frameOf, ownerOf } from '../divergence/frames.ts'
import { OriginalWeakMap } from '../originals.ts'

/** Frames that are looked at: frameworks call their handlers deep down, and clients make their promises so. */
const FRAMES = 100
/** How many lines are kept of those that lead to something. */
const TRAIL = 6

export type Trail = readonly NodeJS.CallSite[]

export class Places {
  readonly #trails = new OriginalWeakMap<object, Trail>()
  readonly #requests = new AsyncLocalStorage<number>()

  /** @returns stops that */
  watch(): () => void {
    const init = (_id: number, _type: string, _trigger: number, resource: object): void => {
      const trail = this.sites
      if (trail.length > 0) this.#trails.set(resource, trail)
    }
    const hook = createHook({ init }).enable()
    return () => void hook.disable()
  }

  /** Runs what belongs to a request, by its number. */
  during<T>(request: number, run: () => T): T {
    return this.#requests.run(request, run)
  }

  get request(): number | null {
    return this.#requests.getStore() ?? null
  }

  /** The lines that lead to what is done now, innermost first, in the files that run. */
  get here(): readonly Frame[] {
    return this.sites.map(frameOf)
  }

  /** The same, to be looked up where that is needed. */
  get sites(): Trail {
    const sites = callSites(FRAMES).filter(isUsersSite)
    if (sites.length >= TRAIL) return sites.slice(0, TRAIL)
    const before = this.#trails.get(executionAsyncResource()) ?? []
    return sites.length === 0 ? before : [...sites, ...before].slice(0, TRAIL)
  }
}

function isUsersSite(site: NodeJS.CallSite): boolean {
  const file = site.getFileName()
  return typeof file === 'string' && isUsers(file)
}

const known = new Map<string, boolean>()

function isUsers(file: string): boolean {
  let its = known.get(file)
  if (its === undefined) {
    its = ownerOf(file.startsWith('file:') ? new URL(file).pathname : file) === 'program'
    known.set(file, its)
  }
  return its
}
