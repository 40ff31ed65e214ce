/**
 * How a test fails, as a text that is the same where it fails in the same way. Since it is the same code on the same
 * machine, that is more than can be compared with a recorded failure: all errors, the column, and the calls on the way.
 */
import { readFileSync } from 'node:fs'
import { type FailedBy, type Outcome, placesIn } from '../prove/outcome.ts'

/** Null where the test does not fail. */
export function failureIn(outcome: Outcome): string | null {
  if (outcome.kind !== 'failed') return null
  return JSON.stringify([outcome.error, ...(outcome.others ?? [])].map(signOf))
}

function signOf(error: FailedBy): object {
  const { name, message, stack, cause } = error
  const calls = new Set(placesIn(stack).map(({ file, line, column }) => `${file}:${line}:${column}`))
  // However often a function has called itself.
  return {
    name,
    message: isSaidByV8(error) ? withoutData(message) : message,
    calls: [...calls],
    cause: cause && signOf(cause),
  }
}

const NATIVE = /^(?:Type|Range|Syntax|Reference|URI|Eval)Error$/

/** Whether the words are V8's own, which quotes what it has found. */
function isSaidByV8({ name, at }: FailedBy): boolean {
  if (!NATIVE.test(name)) return false
  if (at === null) return true
  const line = lineOf(at.file, at.line)
  return !new RegExp(String.raw`^(?:new\s+)?${name}\s*\(`).test(line.slice(at.column - 1))
}

/** From the first quote to the last, and numbers: `Unexpected token # is not valid JSON`. */
function withoutData(message: string): string {
  return message.replace(/\.{0,3}["'].*["']\.{0,3}/s, '#').replaceAll(/\d+/g, '#')
}

function lineOf(file: string, line: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? ''
  } catch {
    return ''
  }
}
