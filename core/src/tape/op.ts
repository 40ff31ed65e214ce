/**
 * An operation: one kind of event, declared by the boundary that makes it. The declaration is written to the tape
 * when the operation is first used, so that a reader needs to know no boundary.
 */

/**
 * How an operation takes part in a replay:
 * - `value`: a result that the program asked for and got at once
 * - `call`: something that the program asked for and gets later; its completion is a delivery
 * - `output`: something that the program sent out
 * - `delivery`: the outside calling in, at the start of a turn of the event loop
 * - `mark`: a note of the recorder's own
 */
export type OpKind = 'value' | 'call' | 'output' | 'delivery' | 'mark'

/**
 * How one field of an event is written:
 * - `uint`: a whole number from 0 to 2^53
 * - `int`: a whole number, either sign
 * - `delta`: a whole number, written as the difference from the same field of the operation's last event
 * - `f64`: any number
 * - `bytes`: a Buffer
 * - `text`: a string
 * - `value`: anything that the codec knows (`codec.ts`)
 */
export type FieldType = 'uint' | 'int' | 'delta' | 'f64' | 'bytes' | 'text' | 'value'

export interface OpSpec {
  /** Dotted, stable, read by people: `stream.read`. */
  readonly name: string
  readonly kind: OpKind
  /** Whether its events name a target (a handle, a timer, a call) by number. */
  readonly target?: boolean
  readonly fields: readonly FieldType[]
  /** How many leading fields say what the program asked; they are compared in replay. Default: all for calls and outputs. */
  readonly asked?: number
  /** Names of the fields, for people. */
  readonly labels?: readonly string[]
  /** Whether the original may call the program back before it returns. */
  readonly nests?: boolean
}

/** An operation of this process, numbered in the order of declaration. */
export class Op implements OpSpec {
  static #count = 0
  readonly name: string
  readonly kind: OpKind
  readonly target: boolean
  readonly fields: readonly FieldType[]
  readonly asked: number
  readonly labels: readonly string[]
  readonly nests: boolean
  /** Whether its events are a target and bytes. */
  readonly bytesOnly: boolean
  /** Number within this process; a tape has its own numbering. */
  readonly ordinal: number

  constructor(spec: OpSpec) {
    this.name = spec.name
    this.kind = spec.kind
    this.target = spec.target ?? false
    this.fields = spec.fields
    this.asked = spec.asked ?? (spec.kind === 'call' || spec.kind === 'output' ? spec.fields.length : 0)
    this.labels = spec.labels ?? []
    this.nests = spec.nests ?? false
    this.bytesOnly = this.target && spec.fields.length === 1 && spec.fields[0] === 'bytes'
    this.ordinal = Op.#count++
  }
}

/** Declares an operation. */
export function defineOp(spec: OpSpec): Op {
  return new Op(spec)
}
