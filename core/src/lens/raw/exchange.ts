import type { Exchange, Piece } from '../lens.ts'
import type { Turn } from '../turns.ts'

export interface RawExchange extends Exchange, Turn<Piece> {
  readonly protocol: 'raw'
}
