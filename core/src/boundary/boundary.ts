/** What a boundary is. */
import type { Gate } from '../gate/gate.ts'
import type { Patches } from './patches.ts'

export interface Context {
  readonly gate: Gate
  readonly patches: Patches
  /** The realm to patch: the main one, or a vm context's. */
  readonly realm: typeof globalThis
  /** Facts of the recorded process (`recording/facts.ts`): those of this process while recording. */
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Boundary {
  readonly name: string
  /** Puts the boundary's patches in place. */
  install(context: Context): void
}
