/** A stand-in for a function that calls what it is given: with the same, in the same order, before or after it has returned. */
import type { CalledBack, Given } from '../observation.ts'
import { call, type Layout } from './layout.ts'

export interface AnsweredBack extends Pick<CalledBack, 'argument' | 'isLate' | 'how'> {
  readonly values: readonly Layout[]
  /** `fatal`: who called failed by the same; `open`: it was under way when all was over. */
  readonly fate: 'fine' | 'caught' | 'fatal' | 'open'
}

interface Answered {
  readonly how: Given['how']
  readonly value: Layout | null
  readonly back: readonly AnsweredBack[]
}

const NAME = 'callback'

export function callingBack({ how, value, back }: Answered): Layout {
  const last = back.at(-1) as AnsweredBack
  // What is thrown later, and not to who called, is caught by nobody; but it may be that the call has just not failed so far.
  const isUncaught = last.isLate && last.fate === 'caught'
  const isSettled = how === 'resolved' || how === 'rejected'
  const isAsync = isSettled || (how === 'waits' && !isUncaught && (last.isLate || last.fate !== 'open'))
  const isLoose = !isAsync && isUncaught
  const calls = (its: readonly AnsweredBack[]): Layout[] =>
    its.map((each) => calling(each, back, { isAsync, isCaught: each.fate === 'caught' && !(isLoose && each === last) }))
  const now = calls(back.filter(({ isLate }) => !isLate))
  const late = calls(back.filter(({ isLate }) => isLate))
  const isCutOff = last.fate === 'fatal' || (last.fate === 'open' && (isAsync || !last.isLate))
  const end = isCutOff ? [] : ending(how, value)
  const statements = isAsync
    ? [...now, ...(late.length > 0 ? ['await null'] : []), ...late, ...end]
    : [...now, ...(late.length > 0 ? [call('setImmediate', [['() => ', block(late)]])] : []), ...end]
  return [isAsync ? 'async ' : '', `(${parametersOf(back).join(', ')}) => `, block(statements)]
}

function calling(
  { argument, values, how }: AnsweredBack,
  all: readonly AnsweredBack[],
  { isAsync, isCaught }: { readonly isAsync: boolean; readonly isCaught: boolean },
): Layout {
  const isAwaited = isAsync && (how === 'resolved' || how === 'rejected')
  const its: Layout = [isAwaited ? 'await ' : '', call(nameOf(argument, all), values)]
  return isCaught ? ['try { ', its, ' } catch {}'] : its
}

function ending(how: Given['how'], value: Layout | null): Layout[] {
  if (how === 'threw' || how === 'rejected') return [['throw ', value ?? '']]
  if (how === 'waits') return ['return new Promise(() => {})']
  return value === 'undefined' ? [] : [['return ', value ?? '']]
}

/** Several statements have lines of their own: a formatter indents them. */
function block(statements: readonly Layout[]): Layout {
  const [open, between, close] = statements.length > 1 ? ['{\n', '\n', '\n}'] : ['{ ', '', ' }']
  return [open, ...statements.flatMap((each, i): Layout[] => (i === 0 ? [each] : [between, each])), close]
}

function parametersOf(back: readonly AnsweredBack[]): string[] {
  const called = new Set(back.map(({ argument }) => argument))
  return Array.from({ length: Math.max(...called) + 1 }, (_, i) => (called.has(i) ? nameOf(i, back) : `_${i}`))
}

function nameOf(argument: number, back: readonly AnsweredBack[]): string {
  const others = new Set(back.flatMap((its) => (its.argument < argument ? its.argument : [])))
  return others.size === 0 ? NAME : `${NAME}${others.size + 1}`
}
