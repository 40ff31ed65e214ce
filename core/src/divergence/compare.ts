/** Whether what the program does is what the recording has. */
import { nodeUtil } from '../node-util.ts'
import { maskVolatile } from './mask.ts'
import type { DivergenceKind } from './divergence.ts'
import { encodeValue, decodeValue } from '../tape/codec.ts'
import type { Op } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'

/** Compares asked fields with the leading fields of a recorded event. */
export function sameFields(op: Op, asked: readonly unknown[], recorded: readonly unknown[]): boolean {
  for (let i = 0; i < asked.length; i++) {
    if (!sameField(op.fields[i] ?? 'value', asked[i], recorded[i])) return false
  }
  return true
}

function sameField(type: Op['fields'][number], asked: unknown, recorded: unknown): boolean {
  if (asked === recorded) return true
  switch (type) {
    case 'bytes':
      return sameBytes(asked as Uint8Array, recorded as Buffer)
    case 'value':
      return sameValue(asked, recorded)
    default:
      return Object.is(asked, recorded)
  }
}

/** Through the codec, so that both sides have been written and read once. */
function sameValue(asked: unknown, recorded: unknown): boolean {
  const encoded = Buffer.from(encodeValue(asked))
  return encoded.equals(encodeValue(recorded)) || nodeUtil.isDeepStrictEqual(decodeValue(encoded), recorded)
}

function sameBytes(asked: Uint8Array, recorded: Buffer): boolean {
  if (recorded.equals(asked)) return true
  if (recorded.length !== asked.length) return false
  return maskVolatile(recorded).equals(maskVolatile(Buffer.from(asked)))
}

/** How the recording of a program's end begins: the loop has run empty, or the exit itself. */
const ENDINGS = ['process.end', 'process.exit']

/** The kind of a divergence between an operation of the program and the recording's next event. */
export function divergenceBetween(op: Op, target: number, next: TapeEvent): DivergenceKind {
  const isExit = op.name === 'process.exit'
  if (next.op.name !== op.name || next.target !== target) {
    if (isExit) return 'DIVERGED_LEFTOVER'
    return ENDINGS.includes(next.op.name) ? 'DIVERGED_EXTRA' : 'DIVERGED_OTHER'
  }
  if (isExit) return 'DIVERGED_EXIT'
  return op.kind === 'output' ? 'DIVERGED_OUTPUT' : 'DIVERGED_ARGUMENTS'
}
