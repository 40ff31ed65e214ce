/** Events and their fields as text for people. */
import { nodeUtil } from '../node-util.ts'
import { decodeText } from '../recording/describe.ts'
import type { TapeEvent } from '../tape/reader.ts'
import type { Action } from './divergence.ts'
import { maskVolatile } from './mask.ts'

/** Up to this many bytes are shown of what isn't text. */
const MAX_HEX = 256
const HEX_WIDTH = 32
/** A line of a diff longer than this is cut around what differs. */
export const MAX_LINE = 160

/** `stream.write @3`: an operation and what it belongs to. */
export function showOperation({ name, target }: Pick<Action, 'name' | 'target'>): string {
  return target < 0 ? name : `${name} @${target}`
}

/** What the program asked in a recorded event. */
export function actionOf(event: TapeEvent): Action {
  const { name, kind, labels, asked } = event.op
  const fields = kind === 'delivery' ? event.fields : event.fields.slice(0, asked)
  return { name, kind, target: event.target, fields, labels }
}

/** `+0.034s` after the start. */
export function showTime(milliseconds: number): string {
  return `+${(milliseconds / 1000).toFixed(3)}s`
}

/** An action as lines, for comparing with another: the operation, then each field with its label. */
export function showAction(action: Action): string[] {
  const lines = [showOperation(action)]
  action.fields.forEach((field, i) => {
    const label = action.labels[i] ?? (action.fields.length > 1 ? `${i}` : '')
    const shown = showField(field)
    if (label === '') lines.push(...shown.map((line) => `  ${line}`))
    else if (shown.length === 1) lines.push(`  ${label}: ${shown[0]}`)
    else lines.push(`  ${label}:`, ...shown.map((line) => `    ${line}`))
  })
  return lines
}

function showField(value: unknown): string[] {
  if (value instanceof Uint8Array)
    return showBytes(maskVolatile(Buffer.from(value.buffer, value.byteOffset, value.byteLength)))
  if (typeof value === 'string') return showText(value)
  return nodeUtil
    .inspect(value, { depth: 6, breakLength: 100, maxStringLength: 2000, maxArrayLength: 100, sorted: true })
    .split('\n')
}

/** Text as lines in quotes, so that blanks at their ends and other invisible characters are seen. */
function showText(text: string): string[] {
  return text.split(/(?<=\n)/).map((line) => JSON.stringify(line))
}

function showBytes(bytes: Buffer): string[] {
  const text = decodeText(bytes)
  if (text !== null) return showText(text)
  const lines: string[] = []
  for (let at = 0; at < bytes.length && at < MAX_HEX; at += HEX_WIDTH) {
    lines.push(`${at.toString(16).padStart(4, '0')}  ${bytes.subarray(at, at + HEX_WIDTH).toString('hex')}`)
  }
  if (bytes.length > MAX_HEX) lines.push(`… ${bytes.length} bytes`)
  return lines
}
