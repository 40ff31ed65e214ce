/** What a MySQL client asked, as it stands in a fixture: nothing where the command and its SQL say it all. */
import * as v from 'valibot'
import type { Cell } from '../cell.ts'
import { eachWithin, within } from '../misfit.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import { cell, count, only, optional, type Shape, shortBytes } from '../shapes.ts'
import { codeOf, LOG_IN } from './decoder.ts'
import { Fields, numberBytes } from './fields.ts'
import type { Packet } from './packets.ts'
import { showValues, writeValues } from './rows.ts'
import { typeName, typeNumber } from './types.ts'

/** The values of an execution. */
interface Execution {
  readonly statement: number
  /** How rows are to be fetched. */
  readonly flags?: number
  readonly types: readonly string[]
  readonly values: readonly Cell[]
}

export type AskedFixture = { readonly sequence?: number } & (
  | { readonly execute: Execution }
  | { readonly payload: ShortBytes }
)

const execution = only({
  statement: count,
  flags: optional(count),
  types: v.array(v.string()),
  values: v.array(cell),
})

export const askedShape: Shape = v.union([
  only({ sequence: optional(count), execute: execution }),
  only({ sequence: optional(count), payload: shortBytes }),
])

type Command = { readonly command: string; readonly sql: string }

/** Undefined where it is what the command says. */
export function showAsked(asked: readonly Packet[], command: Command): AskedFixture[] | undefined {
  const [first] = asked
  if (asked.length === 1 && first?.sequence === 0 && plainPayload(command)?.equals(first.payload)) return undefined
  return asked.map(({ sequence, payload }, i) => {
    const execute = command.command === 'execute' ? showExecution(payload, command.sql) : null
    return {
      ...(sequence === sequenceOf(i, command) ? {} : { sequence }),
      ...(execute ? { execute } : { payload: showBytes(payload) }),
    }
  })
}

export function readAsked(shown: readonly AskedFixture[] | undefined, command: Command): Packet[] {
  if (!shown) {
    const payload = plainPayload(command)
    if (!payload) throw new Error(`a command ${JSON.stringify(command.command)} has to say what was \`asked\``)
    return [{ sequence: 0, payload }]
  }
  return eachWithin(shown, (it, i) => ({
    sequence: it.sequence ?? sequenceOf(i, command),
    payload: 'execute' in it ? within('.execute', () => writeExecution(it.execute)) : readBytes(it.payload),
  }))
}

/** The server begins with the log-in, so the client's first packet is the second one. */
function sequenceOf(i: number, { command }: Command): number {
  return (i + (command === LOG_IN ? 1 : 0)) & 0xff
}

/** Null where a command has more in it than its SQL. */
function plainPayload({ command, sql }: Command): Buffer | null {
  const code = codeOf(command)
  return code === null || command === 'execute' ? null : Buffer.concat([Buffer.from([code]), Buffer.from(sql)])
}

const UNSIGNED_TYPE = 0x80
const UNSIGNED_FLAG = 0x20
const UNSIGNED = ' unsigned'

/** Null where it isn't written as it was: types that were said before, values that were sent alone. */
function showExecution(payload: Uint8Array, sql: string): Execution | null {
  const count = sql.split('?').length - 1
  const fields = new Fields(payload)
  try {
    fields.take(1)
    const [statement, flags] = [fields.number(4), fields.number(1)]
    fields.take(4)
    // The types stand between the bits of the NULLs and the values.
    const nulls = fields.take((count + 7) >> 3)
    if (count > 0 && fields.number(1) !== 1) return null
    const types = Array.from({ length: count }, () => {
      const [type, sign] = [fields.number(1), fields.number(1)]
      return `${typeName(type)}${sign === UNSIGNED_TYPE ? UNSIGNED : ''}`
    })
    const values = showValues(new Fields(Buffer.concat([nulls, fields.take(fields.left)])), types.map(columnOf), 0)
    const execution = { statement, ...(flags === 0 ? {} : { flags }), types, values }
    return writeExecution(execution).equals(payload) ? execution : null
  } catch {
    return null
  }
}

function writeExecution({ statement, flags = 0, types, values }: Execution): Buffer {
  if (types.length !== values.length) throw new Error(`there are ${types.length} types and ${values.length} values`)
  const head = [numberBytes(0x17, 1), numberBytes(statement, 4), numberBytes(flags, 1), numberBytes(1, 4)]
  if (types.length === 0) return Buffer.concat(head)
  const columns = within('.types', () => eachWithin(types, columnOf))
  const all = within('.values', () => writeValues(values, columns, 0))
  const nulls = (values.length + 7) >> 3
  const said = columns.flatMap(({ type, flags: its }) => [type, its === 0 ? 0 : UNSIGNED_TYPE])
  return Buffer.concat([...head, all.subarray(0, nulls), Buffer.from([1, ...said]), all.subarray(nulls)])
}

/** What is sent as bytes may be a text. */
function columnOf(name: string): { readonly type: number; readonly flags: number; readonly charset: number } {
  const isUnsigned = name.endsWith(UNSIGNED)
  const plain = isUnsigned ? name.slice(0, -UNSIGNED.length) : name
  const type = /^\d+$/.test(plain) ? Number(plain) : typeNumber(plain)
  return { type, flags: isUnsigned ? UNSIGNED_FLAG : 0, charset: 0 }
}
