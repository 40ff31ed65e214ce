import type { Decoder, Emit, Piece, Side } from '../lens.ts'
import { Turns } from '../turns.ts'
import type { RawExchange } from './exchange.ts'

export class RawDecoder implements Decoder {
  readonly #turns: Turns<Piece>

  constructor(emit: Emit) {
    this.#turns = new Turns((turn) => {
      const exchange: RawExchange = { protocol: 'raw', ...turn }
      emit(exchange)
    })
  }

  take(from: Side, piece: Piece): void {
    this.#turns[from](piece)
  }

  end(): void {
    this.#turns.end()
  }
}
