/** What a MySQL server says besides rows and columns, and as a fixture shows it. */
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import { count, type Entries, only, optional, type Shape, shortBytes } from '../shapes.ts'
import { Fields, numberBytes, sizedNumber } from './fields.ts'

type Said = Readonly<Record<string, unknown>>

interface Kind {
  /** What of it is usual, and left out. */
  readonly usual: Said
  /** Its first byte. */
  readonly mark: number
  /** What may be said of it. */
  readonly shape: Entries
  read(fields: Fields): Said
  write(said: Said): readonly Uint8Array[]
}

const number = (said: Said, key: string): number => said[key] as number

const OK: Omit<Kind, 'mark'> = {
  shape: { affected: count, insertId: count, status: count, warnings: count, info: shortBytes },
  usual: { affected: 0, insertId: 0, status: 2, warnings: 0, info: '' },
  read: (fields) => ({
    affected: fields.sized(),
    insertId: fields.sized(),
    status: fields.number(2),
    warnings: fields.number(2),
    info: showBytes(fields.take(fields.left)),
  }),
  write: (said) => [
    sizedNumber(number(said, 'affected')),
    sizedNumber(number(said, 'insertId')),
    numberBytes(number(said, 'status'), 2),
    numberBytes(number(said, 'warnings'), 2),
    readBytes(said['info'] as ShortBytes),
  ],
}

const KINDS: Readonly<Record<string, Kind>> = {
  ok: { mark: 0x00, ...OK },
  /** The end of the rows, as newer clients want it. */
  end: { mark: 0xfe, ...OK },
  eof: {
    mark: 0xfe,
    shape: { warnings: count, status: count },
    usual: { warnings: 0, status: 2 },
    read: (fields) => ({ warnings: fields.number(2), status: fields.number(2) }),
    write: (said) => [numberBytes(number(said, 'warnings'), 2), numberBytes(number(said, 'status'), 2)],
  },
  error: {
    mark: 0xff,
    shape: { code: count, state: v.string(), message: shortBytes },
    usual: {},
    read: (fields) => ({
      code: fields.number(2),
      state: fields.take(6).toString('latin1').slice(1),
      message: showBytes(fields.take(fields.left)),
    }),
    write: (said) => [
      numberBytes(number(said, 'code'), 2),
      Buffer.from(`#${said['state'] as string}`, 'latin1'),
      readBytes(said['message'] as ShortBytes),
    ],
  },
  prepared: {
    mark: 0x00,
    shape: { statement: count, columns: count, parameters: count, warnings: count },
    usual: { columns: 0, parameters: 0, warnings: 0 },
    read: (fields) => ({
      statement: fields.number(4),
      columns: fields.number(2),
      parameters: fields.number(2),
      // A byte that has no meaning stands between.
      warnings: fields.number(3) >>> 8,
    }),
    write: (said) => [
      numberBytes(number(said, 'statement'), 4),
      numberBytes(number(said, 'columns'), 2),
      numberBytes(number(said, 'parameters'), 2),
      numberBytes(0, 1),
      numberBytes(number(said, 'warnings'), 2),
    ],
  },
}

export const packetShapes: readonly Shape[] = [
  v.picklist(Object.keys(KINDS)),
  ...Object.entries(KINDS).map(([name, { shape, usual }]) => only({ [name]: only(withUsual(shape, usual)) })),
]

/** What is usual may be left out. */
function withUsual(shape: Entries, usual: Said): Entries {
  return Object.fromEntries(Object.entries(shape).map(([key, its]) => [key, key in usual ? optional(its) : its]))
}

/** `ok`, `{"ok": {"affected": 1}}`. */
export type AnswerPacket = string | Readonly<Record<string, unknown>>

/** Null where the payload is nothing of the kind, or would not be written as it is. */
export function showAnswerPacket(name: string, payload: Uint8Array): AnswerPacket | null {
  const kind = KINDS[name] as Kind
  const fields = new Fields(payload)
  try {
    if (fields.number(1) !== kind.mark) return null
    const all = kind.read(fields)
    if (!readAnswerPacket(name, all).equals(payload)) return null
    const said = Object.entries(all).filter(([key, value]) => !isDeepStrictEqual(value, kind.usual[key]))
    return said.length === 0 ? name : { [name]: Object.fromEntries(said) }
  } catch {
    return null
  }
}

/** @throws Error where there is nothing of that name */
export function readAnswerPacket(name: string, said: Said): Buffer {
  const kind = Object.hasOwn(KINDS, name) ? (KINDS[name] as Kind) : null
  if (!kind) throw new Error(`MySQL has no answer ${JSON.stringify(name)}`)
  return Buffer.concat([Buffer.from([kind.mark]), ...kind.write({ ...kind.usual, ...said })])
}
