/** Follows what a MySQL server says to one command: which packet is a column, which a row, which the end of them. */
import type { Cell } from '../cell.ts'
import type { ShortBytes } from '../short-bytes.ts'
import { type AnswerPacket, showAnswerPacket } from './answer-packets.ts'
import { decodeColumn, type MySqlColumn } from './columns.ts'
import { Fields, sizedNumber } from './fields.ts'
import { LONGEST } from './packets.ts'
import { type Protocol, showRow } from './rows.ts'

/** What a packet says. */
export type Shown =
  | AnswerPacket
  | { readonly count: number }
  | { readonly column: MySqlColumn }
  | { readonly row: Cell[] }
  | { readonly payload: ShortBytes }

/** Another result follows. */
const MORE_RESULTS = 0x0008
const END = 0xfe
const ERROR = 0xff
/** An `EOF` has five bytes; a row that begins with the same one is longer. */
const EOF_SIZE = 5
const MAX_END = 0xffff

type Expects = 'result' | 'columns' | 'rows' | 'nothing'

export class AnswerReader {
  readonly #command: string
  readonly #protocol: Protocol
  #expects: Expects = 'result'
  #columns: MySqlColumn[] = []
  #left = 0
  /** The packet before was of the greatest length, so this one goes on. */
  #goesOn = false

  constructor(command: string, protocol: Protocol) {
    this.#command = command
    this.#protocol = protocol
  }

  /** Null where nothing is known of it. */
  take(payload: Buffer): Shown | null {
    const goesOn = this.#goesOn
    this.#goesOn = payload.length === LONGEST
    if (goesOn || this.#goesOn) return null
    if (payload[0] === ERROR) return showAnswerPacket('error', payload)
    if (this.#command === 'prepare') return this.#prepared(payload)
    if (this.#command !== 'query' && this.#command !== 'execute') return showAnswerPacket('ok', payload)
    if (this.#expects === 'result') return this.#result(payload)
    if (this.#expects === 'columns') return this.#column(payload)
    return this.#expects === 'rows' ? this.#row(payload) : null
  }

  #prepared(payload: Buffer): Shown | null {
    if (payload[0] === END) return showAnswerPacket('eof', payload)
    const column = decodeColumn(payload)
    return column ? { column } : showAnswerPacket('prepared', payload)
  }

  #result(payload: Buffer): Shown | null {
    if (payload[0] === 0) return this.#end('ok', payload)
    const fields = new Fields(payload)
    try {
      const count = fields.sized()
      if (count === null || !sizedNumber(count).equals(payload)) return null
      this.#columns = []
      this.#left = count
      this.#expects = 'columns'
      return { count }
    } catch {
      return null
    }
  }

  #column(payload: Buffer): Shown | null {
    const column = decodeColumn(payload)
    if (!column) {
      // What follows can't be told from something else any more.
      this.#expects = 'nothing'
      return null
    }
    this.#columns.push(column)
    if (--this.#left === 0) this.#expects = 'rows'
    return { column }
  }

  #row(payload: Buffer): Shown | null {
    if (payload[0] === END && payload.length < MAX_END) {
      const isEof = payload.length === EOF_SIZE
      // Older clients are told where the columns end, and where the rows do.
      if (isEof && this.#left === 0) {
        this.#left = -1
        return showAnswerPacket('eof', payload)
      }
      const end = this.#end(isEof ? 'eof' : 'end', payload)
      if (end) return end
    }
    const row = showRow(payload, this.#columns, this.#protocol)
    if (this.#left === 0) this.#left = -1
    return row && { row }
  }

  #end(name: 'ok' | 'eof' | 'end', payload: Buffer): Shown | null {
    const shown = showAnswerPacket(name, payload)
    if (!shown) return null
    const { status = 0 } = (typeof shown === 'object' ? shown[name] : {}) as { status?: number }
    this.#expects = (status & MORE_RESULTS) === 0 ? 'nothing' : 'result'
    return shown
  }
}
