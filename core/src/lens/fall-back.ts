/** What becomes of a conversation that turns out to be of another protocol than it began with. */
import type { Ask, Decoder, Emit, Piece, Side } from './lens.ts'
import { RawDecoder } from './raw/decoder.ts'

/** Thrown by a decoder that can't go on: what it was given last is no message of its protocol. */
export class NotOfProtocol extends Error {
  override readonly name = 'NotOfProtocol'
  /** What it had put off before, in order. */
  readonly putOff: readonly (readonly [Side, Piece])[]

  constructor(what: string, putOff: NotOfProtocol['putOff'] = []) {
    super(what)
    this.putOff = putOff
  }
}

/** Goes on with bytes where a decoder can't go on; exchanges that were under way are given as far as they came. */
export function fallBack(decoder: Decoder, emit: Emit, ask?: Ask): Decoder {
  let current = decoder
  return {
    take(from, piece) {
      try {
        current.take(from, piece)
      } catch (error) {
        if (!(error instanceof NotOfProtocol)) throw error
        void current.end()
        current = new RawDecoder(emit, ask)
        for (const [side, its] of [...error.putOff, [from, piece] as const]) current.take(side, its)
      }
    },
    end: () => current.end(),
  }
}
