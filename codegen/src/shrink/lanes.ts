/** Runs of a test side by side, each from a file of its own. */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Outcome } from '../prove/outcome.ts'
import type { Tester } from './tester.ts'

export interface Lane {
  /** The file from which the test has its fixture. */
  readonly file: string
  readonly tester: Tester
}

/** A runner keeps more than one processor busy, and more of them than this have little left to do. */
const MOST = 4

export function laneCount(): number {
  return Math.max(1, Math.min(MOST, Math.floor(availableParallelism() / 2)))
}

export class Lanes {
  readonly #all: readonly Lane[]
  readonly #free: Lane[]
  readonly #waiting: ((lane: Lane) => void)[] = []

  constructor(lanes: readonly Lane[]) {
    this.#all = lanes
    this.#free = [...lanes]
  }

  get count(): number {
    return this.#all.length
  }

  get hasFree(): boolean {
    return this.#free.length > 0
  }

  /** Runs the test from a fixture, once a lane is free. */
  async run(fixture: string, signal: () => AbortSignal): Promise<Outcome> {
    const lane = this.#free.shift() ?? (await new Promise<Lane>((resolve) => this.#waiting.push(resolve)))
    try {
      writeFileSync(lane.file, fixture)
      return await lane.tester.run(signal())
    } finally {
      const next = this.#waiting.shift()
      if (next) next(lane)
      else this.#free.push(lane)
    }
  }

  end(): void {
    for (const { tester } of this.#all) tester.end()
  }
}
