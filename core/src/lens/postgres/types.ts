/** Types of PostgreSQL by their numbers (`pg_type.dat` of its sources): what a column says of itself. */
import { bytesCell, type CellCodec, jsonCell, numberCell, textCell } from '../cell.ts'
import * as binary from './binary-cells.ts'
import { boolCell, byteaCell } from './text-cells.ts'

export interface PgType {
  readonly oid: number
  readonly name: string
  /** In bytes; -1 where it varies. */
  readonly size: number
  readonly text: CellCodec
  /** Null: as bytes. */
  readonly binary: CellCodec | null
}

const type = (
  oid: number,
  name: string,
  size: number,
  text: CellCodec = textCell,
  inBinary: CellCodec | null = null,
): PgType => ({ oid, name, size, text, binary: inBinary })

const SCALARS: readonly PgType[] = [
  type(16, 'bool', 1, boolCell, binary.bool),
  type(17, 'bytea', -1, byteaCell, bytesCell),
  type(18, 'char', 1, textCell, textCell),
  type(19, 'name', 64, textCell, textCell),
  type(20, 'int8', 8, numberCell, binary.int8),
  type(21, 'int2', 2, numberCell, binary.int2),
  type(23, 'int4', 4, numberCell, binary.int4),
  type(25, 'text', -1, textCell, textCell),
  type(26, 'oid', 4, numberCell, binary.oid),
  type(114, 'json', -1, jsonCell({}), jsonCell({})),
  type(142, 'xml', -1, textCell, textCell),
  type(700, 'float4', 4, numberCell, binary.float4),
  type(701, 'float8', 8, numberCell, binary.float8),
  type(705, 'unknown', -2, textCell, textCell),
  type(790, 'money', 8),
  type(829, 'macaddr', 6),
  type(869, 'inet', -1),
  type(650, 'cidr', -1),
  type(1042, 'bpchar', -1, textCell, textCell),
  type(1043, 'varchar', -1, textCell, textCell),
  type(1082, 'date', 4, textCell, binary.date),
  type(1083, 'time', 8),
  type(1114, 'timestamp', 8, textCell, binary.timestamp),
  type(1184, 'timestamptz', 8, textCell, binary.timestamptz),
  type(1186, 'interval', 16),
  type(1266, 'timetz', 12),
  type(1560, 'bit', -1),
  type(1562, 'varbit', -1),
  type(1700, 'numeric', -1, textCell, binary.numeric),
  type(2249, 'record', -1),
  type(2278, 'void', 4),
  type(2950, 'uuid', 16, textCell, binary.uuid),
  type(3802, 'jsonb', -1, jsonCell({ spaced: true }), binary.jsonb),
  type(3904, 'int4range', -1),
]

/** Numbers of arrays, by the type of what is in them. */
const ARRAYS: Readonly<Record<string, number>> = {
  bool: 1000,
  bytea: 1001,
  int2: 1005,
  int4: 1007,
  text: 1009,
  varchar: 1015,
  int8: 1016,
  float4: 1021,
  float8: 1022,
  json: 199,
  timestamp: 1115,
  date: 1182,
  timestamptz: 1185,
  numeric: 1231,
  uuid: 2951,
  jsonb: 3807,
}

const ALL: readonly PgType[] = [
  ...SCALARS,
  ...SCALARS.flatMap((of) => {
    const oid = ARRAYS[of.name]
    if (oid === undefined || !of.binary) return []
    return [type(oid, `${of.name}[]`, -1, textCell, binary.arrayOf(of.oid, of.binary))]
  }),
]

const byOid = new Map(ALL.map((it) => [it.oid, it]))
const byName = new Map(ALL.map((it) => [it.name, it]))

/** A type by its number; of those that a database has for itself nothing else is known. */
export function typeOf(oid: number): PgType | null {
  return byOid.get(oid) ?? null
}

/** @throws Error where there is none of that name */
export function typeNamed(name: string): PgType {
  const found = byName.get(name)
  if (!found) throw new Error(`there is no type ${JSON.stringify(name)}; a type of your own stands as its number`)
  return found
}
