/** What stands in for a function: it gives in turn what that has given. */
import type { Given } from '../observation.ts'
import { type AnsweredBack, callingBack } from './calling-back.ts'
import { call, inOneLine, type Layout } from './layout.ts'
import type { Surroundings } from './surroundings.ts'

export type { AnsweredBack }

export interface Answer {
  readonly how: Given['how']
  /** Null where nothing has become of it. */
  readonly value: Layout | null
  /** What it calls that it is given. */
  readonly back: readonly AnsweredBack[]
}

/** A small function where one answer is all that there is, else a mock of the test runner. */
export function standIn(
  answers: readonly Answer[],
  isContinued: boolean,
  { mock, language }: Pick<Surroundings, 'mock' | 'language'>,
): Layout {
  const [first, ...others] = answers
  const isNothing = answers.every(
    ({ how, value, back }) => how === 'returned' && value === 'undefined' && back.length === 0,
  )
  if (!first || (isNothing && !isContinued)) return mock()
  const isOne = !isContinued && others.every((other) => isSame(other, first))
  return isOne ? small(first, language) : { head: mock(), links: answers.map(mocked) }
}

/** What has a mock give one answer more. */
export function mocked(answer: Answer): Layout {
  const { how, value, back } = answer
  if (back.length > 0) return call('.mockImplementationOnce', [callingBack(answer)])
  switch (how) {
    case 'returned':
      return call('.mockReturnValueOnce', [value ?? ''])
    case 'resolved':
      return call('.mockResolvedValueOnce', [value ?? ''])
    case 'rejected':
      return call('.mockRejectedValueOnce', [value ?? ''])
    case 'threw':
      return call('.mockImplementationOnce', [['() => { throw ', value ?? '', ' }']])
    case 'waits':
      return call('.mockReturnValueOnce', [NEVER])
  }
}

const NEVER = 'new Promise(() => {})'

/** Linters for TypeScript want no async function that awaits nothing. */
function small(answer: Answer, language: Surroundings['language']): Layout {
  const { how, value, back } = answer
  if (back.length > 0) return callingBack(answer)
  const its = value ?? ''
  const isAsync = language === 'javascript'
  switch (how) {
    case 'returned':
      return ['() => ', asBody(its)]
    case 'resolved':
      if (its === 'undefined') return isAsync ? 'async () => {}' : '() => Promise.resolve()'
      return isAsync ? ['async () => ', asBody(its)] : ['() => ', call('Promise.resolve', [its])]
    case 'rejected':
      return isAsync ? ['async () => { throw ', its, ' }'] : ['() => ', call('Promise.reject', [its])]
    case 'threw':
      return ['() => { throw ', its, ' }']
    case 'waits':
      return `() => ${NEVER}`
  }
}

/** An object would be a block. */
function asBody(value: Layout): Layout {
  return inOneLine(value).startsWith('{') ? ['(', value, ')'] : value
}

function isSame(a: Answer, b: Answer): boolean {
  const isOne = (one: Answer): string => inOneLine(one.back.length > 0 ? callingBack(one) : (one.value ?? ''))
  return a.how === b.how && isOne(a) === isOne(b)
}
