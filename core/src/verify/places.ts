/**
 * Which line of the program leads to what is asked now. Clients ask later than they are told to, out of a pool or a queue: then
 * it is the last line of the program's among those by which the async context came to be.
 */
import { AsyncLocalStorage, createHook, executionAsyncResource } from 'node:async_hooks'
import { callSites } from '../call-sites.ts'
import { type Frame, frameOf, ownerOf } from '../divergence/frames.ts'
import { originalPosition } from '../divergence/position.ts'
import { OriginalWeakMap } from '../originals.ts'
import type { Place } from './behaviour.ts'

/** Frames that are looked at: frameworks call their handlers deep down. */
const FRAMES = 40
/** Of promises there are most, and those that count are made near by. */
const FRAMES_OF_PROMISE = 12

export class Places {
  readonly #lines = new OriginalWeakMap<object, NodeJS.CallSite>()
  readonly #requests = new AsyncLocalStorage<number>()

  watch(): void {
    const init = (_id: number, type: string, _trigger: number, resource: object): void => {
      const line =
        userSite(type === 'PROMISE' ? FRAMES_OF_PROMISE : FRAMES) ?? this.#lines.get(executionAsyncResource())
      if (line) this.#lines.set(resource, line)
    }
    createHook({ init }).enable()
  }

  /** Runs what belongs to a request, by its number. */
  during<T>(request: number, run: () => T): T {
    return this.#requests.run(request, run)
  }

  get request(): number | null {
    return this.#requests.getStore() ?? null
  }

  /** The line that leads to what is done now, in the file that runs. */
  get here(): Frame | null {
    const site = userSite(FRAMES) ?? this.#lines.get(executionAsyncResource())
    return site ? frameOf(site) : null
  }
}

/** The line in the source that a person wrote. */
export function sourceOf(frame: Frame | null): Place | null {
  if (!frame) return null
  const { file, line, column, name } = originalPosition(frame)
  return { file, line, column, name }
}

function userSite(frames: number): NodeJS.CallSite | undefined {
  return callSites(frames).find((site) => {
    const file = site.getFileName()
    return typeof file === 'string' && isUsers(file)
  })
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
