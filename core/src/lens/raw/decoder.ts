import type { Ask, Decoder, Emit, Piece, Side } from '../lens.ts'
import { Turns } from '../turns.ts'

export class RawDecoder implements Decoder {
  readonly #turns: Turns<'raw', Piece>

  constructor(emit: Emit, ask?: Ask) {
    this.#turns = new Turns('raw', emit, ask)
  }

  take(from: Side, piece: Piece): void {
    this.#turns[from](piece)
  }

  end(): void {
    this.#turns.end()
  }
}
