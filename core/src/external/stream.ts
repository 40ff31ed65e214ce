/** Results that come bit by bit: async iterables. Recorded and replayed, they are async generators. */
import type { Outcome } from '../lens/external/exchange.ts'
import { runLive } from '../scope/active.ts'
import { revive } from './realm.ts'

type Streamed = Extract<Outcome, { readonly how: 'streamed' }>

export interface StreamWatcher {
  item(value: unknown): void
  /** @param error - undefined where it came to its end, or was left */
  over(error?: unknown): void
}

export async function* recordedStream(stream: AsyncIterable<unknown>, watcher: StreamWatcher): AsyncGenerator<unknown> {
  const iterator = stream[Symbol.asyncIterator]()
  let isOver = false
  const over = (error?: unknown): void => {
    if (!isOver) watcher.over(error)
    isOver = true
  }
  try {
    for (;;) {
      // What is asked for meanwhile is asked by the object.
      const next = await runLive(() => iterator.next())
      if (next.done) return
      watcher.item(next.value)
      yield next.value
    }
  } catch (error) {
    over(error)
    throw error
  } finally {
    if (!isOver) await runLive(() => iterator.return?.())
    over()
  }
}

/** @param wait - until a time of the scope */
export async function* replayedStream(
  { items, failed }: Streamed,
  endedAt: number,
  wait: (until: number) => Promise<void>,
  errorOf: (packed: Uint8Array) => unknown,
): AsyncGenerator<unknown> {
  for (const { at, value } of items) {
    await wait(at)
    yield revive(value)
  }
  await wait(endedAt)
  if (failed) throw errorOf(failed)
}
