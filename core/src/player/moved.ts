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
  return (event) => {
    // What came in as bytes stays as it came; what the program sends out has its own paths in it.
    const sends = event.op.kind === 'output' || event.op.kind === 'call'
    return {
      ...event,
      fields: event.fields.map((field, i) => rewrite(field, text, sends && i < event.op.asked ? bytes : null)),
    }
  }
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
