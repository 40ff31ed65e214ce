/** The raw lens, for conversations in a protocol that no other lens knows: turns of bytes. */
import type { Decoder, Emit, Exchange, Lens, Piece, Side } from './lens.ts'
import { type Turn, Turns } from './turns.ts'

export interface RawExchange extends Exchange, Turn<Piece> {
  readonly protocol: 'raw'
}

export const raw: Lens = {
  name: 'raw',
  recognises: () => true,
  decoder: (_peer, emit) => new RawDecoder(emit),
}

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
