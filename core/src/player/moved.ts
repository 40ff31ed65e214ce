/** A recording made under another path: recorded paths below the project's old folder read as below the new one. */
import type { TapeEvent } from '../tape/reader.ts'

export interface Move {
  /** The project's folder when it was recorded. */
  readonly from: string
  /** Where it is now. */
  readonly to: string
  /** Whether packages have stayed where they were (`--sources recorded` on the machine that recorded). */
  readonly keepPackages?: boolean
}

/** Makes what rewrites the events of a tape. */
export function rewriteMoved(move: Move): (event: TapeEvent) => TapeEvent {
  const text = rewriteText(move)
  const latin1 = (path: string): string => Buffer.from(path).toString('latin1')
  const latin1Text = rewriteText({ ...move, from: latin1(move.from), to: latin1(move.to) })
  const bytes = (value: Uint8Array): Uint8Array => {
    const plain = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return plain.includes(move.from) ? Buffer.from(latin1Text(plain.toString('latin1')), 'latin1') : value
  }
  /** Calls by which the program writes more, or less, than it did. */
  const resized = new Map<number, Resize>()
  return (event) => {
    const { op, target } = event
    // What came in as bytes stays as it came; what the program sends out has its own paths in it.
    const sends = op.kind === 'output' || op.kind === 'call'
    const fields = event.fields.map((field, i) => rewrite(field, text, sends && i < op.asked ? bytes : null))
    const resize = sends ? resizeOf(event.fields, fields) : resized.get(target)
    if (!resize) return { ...event, fields }
    if (op.kind === 'call') resized.set(target, resize)
    else resized.delete(target)
    return { ...event, fields: fields.map((field, i) => (sends && i < op.asked ? field : recount(field, resize))) }
  }
}

/** How many bytes were written, and how many are now. */
interface Resize {
  readonly before: number
  readonly now: number
}

function resizeOf(recorded: readonly unknown[], rewritten: readonly unknown[]): Resize | undefined {
  for (const [i, before] of recorded.entries()) {
    const now = rewritten[i]
    if (!(before instanceof Uint8Array) || !(now instanceof Uint8Array) || before.length === now.length) continue
    return { before: before.length, now: now.length }
  }
  return undefined
}

/** What an answer says of the whole that was written holds for what is written now. */
function recount(answer: unknown, { before, now }: Resize): unknown {
  if (answer === before) return now
  if (typeof answer !== 'object' || answer === null || answer instanceof Uint8Array) return answer
  const holder = answer as Record<string, unknown>
  for (const key of Object.keys(holder)) if (holder[key] === before) holder[key] = now
  return answer
}

/** The facts of a recording, moved. */
export function moveFacts(facts: Readonly<Record<string, unknown>>, move: Move): Readonly<Record<string, unknown>> {
  return rewrite(structuredClone(facts), rewriteText(move), null) as Record<string, unknown>
}

function rewriteText({ from, to, keepPackages = false }: Move): Rewrite<string> {
  const escaped = from.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  // Not within a longer name: /srv/app is no part of /srv/app-2.
  const inPackage = keepPackages ? String.raw`(?!(?:[\\/][^\\/\s]+)*?[\\/]node_modules(?:[\\/]|$))` : ''
  const pattern = new RegExp(String.raw`(?<![\w.-])${escaped}(?![\w.-])${inPackage}`, 'g')
  return (value) => (value.includes(from) ? value.replaceAll(pattern, () => to) : value)
}

type Rewrite<T> = (value: T) => T

function rewrite(value: unknown, text: Rewrite<string>, bytes: Rewrite<Uint8Array> | null): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return bytes ? bytes(value) : value
  if (Array.isArray(value)) return value.map((item) => rewrite(item, text, bytes))
  if (value instanceof Error) {
    value.message = text(value.message)
    if (value.stack !== undefined) value.stack = text(value.stack)
  } else if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return value
  const holder = value as Record<string, unknown>
  for (const key of Object.keys(holder)) holder[key] = rewrite(holder[key], text, bytes)
  return value
}
