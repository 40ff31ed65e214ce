/** Calls of an object that no boundary reaches, as exchanges have them. */
import type { Exchange } from '../lens.ts'

/** How a call ended: what it gave, threw, or gave bit by bit. Values are packed by the codec, so that types are kept. */
export type Outcome =
  | {
      readonly how: 'returned' | 'threw' | 'resolved' | 'rejected'
      readonly value: Uint8Array
      /** Of an error, the name of its class. */
      readonly of?: string
    }
  | {
      readonly how: 'streamed'
      /** Whether a promise gave the stream. */
      readonly promised: boolean
      readonly items: readonly { readonly at: number; readonly value: Uint8Array }[]
      /** What it failed with; null where it came to its end, or was left. */
      readonly failed: Uint8Array | null
      readonly of?: string
    }

export interface ExternalExchange extends Exchange {
  readonly protocol: 'external'
  /** The object's name and what was called on it: `llm.chat.completions.create`. */
  readonly call: string
  /** As JSON: they are compared, and given to nobody. */
  readonly args: string
  /** Null where it had not ended. */
  readonly outcome: Outcome | null
}
