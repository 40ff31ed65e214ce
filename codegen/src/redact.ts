/** Hides what is secret in all that is written of a recording: the fixture, and the values, variables and words of a test. */
import { RetraceError } from '@retrace/core'
import {
  type Excerpted,
  type Hidden,
  hide,
  refusalOf,
  type Rewrite,
  rewriteBytes,
  rewriteText,
  type Variable,
  type WritePolicy,
} from '@retrace/core/recordings'
import type { CallSeen, ErrorSeen, Failure, RequestSeen, ResponseSeen } from './observation.ts'
import { rewriteValues, type Rooted } from './values/rewrite.ts'

export interface WithoutSecrets<T> {
  readonly fixture: Hidden
  readonly its: T
  /** Where something was hidden, the fixture aside. */
  readonly hidden: readonly string[]
}

/**
 * @param rewritten - gives what a test is written of, with all of its texts rewritten
 * @throws RetraceError `TEST_FORBIDDEN`
 */
export function withoutSecrets<T>(
  { fixture, seen }: Excerpted,
  policy: WritePolicy,
  rewritten: (rewrite: Rewrite) => T,
): WithoutSecrets<T> {
  const hidden = new Set<string>()
  const shown = new Map<string, string>()
  const { fixture: its, beside } = hide(fixture, policy, seen, (rewrite) =>
    rewritten((text, place) => {
      const is = rewrite(text, place)
      if (is !== text) hidden.add(place.path)
      shown.set(place.path, is)
      return is
    }),
  )
  for (const [place, text] of shown) {
    const refusal = refusalOf(Buffer.from(text, 'latin1').toString(), policy.forbid)
    if (refusal) throw new RetraceError('TEST_FORBIDDEN', { rule: refusal.rule, place })
  }
  return { fixture: its, its: beside, hidden: [...hidden] }
}

export function variablesWith(variables: readonly Variable[], rewrite: Rewrite): Variable[] {
  return variables.map((variable) => {
    const { name, value } = variable
    return value === null
      ? variable
      : { ...variable, value: rewriteText(value, rewrite, { path: `$.env.${name}`, name }) }
  })
}

/** The arguments of a program, of which one may be the name of the next: `--password`. */
export function lineWith(args: readonly string[], rewrite: Rewrite): string[] {
  return args.map((arg, i) => {
    const name = /^--([\w-]+)$/.exec(args[i - 1] ?? '')?.[1] ?? ''
    return rewriteText(arg, rewrite, { path: `$.argv[${i}]`, name })
  })
}

/**
 * @param parameters - what its arguments are called
 * @param at - the place of it
 */
export function callWith(call: CallSeen, parameters: readonly string[], rewrite: Rewrite, at: string = '$'): CallSeen {
  const { thisRoot, argumentRoots, moduleState, outcome } = call
  const rooted: Rooted[] = [
    ...(thisRoot === null ? [] : [{ index: thisRoot, path: `${at}.this`, name: '' }]),
    ...argumentRoots.map((index, i) => ({ index, path: `${at}.arguments[${i}]`, name: parameters[i] ?? '' })),
    ...moduleState.map(({ root, name }) => ({ index: root, path: `${at}.state.${name}`, name })),
    ...(outcome?.kind === 'returned' ? [{ index: outcome.root, path: `${at}.result`, name: '' }] : []),
  ]
  const { graph, roots } = rewriteValues(call.values, rooted, rewrite)
  const left = [...roots]
  const next = (): number => left.shift() as number
  return {
    ...call,
    values: graph,
    thisRoot: thisRoot === null ? null : next(),
    argumentRoots: argumentRoots.map(next),
    moduleState: moduleState.map((variable) => ({ ...variable, root: next() })),
    outcome:
      outcome?.kind === 'returned'
        ? { kind: 'returned', root: next() }
        : outcome && { kind: 'threw', error: errorWith(outcome.error, rewrite) },
  }
}

function responseWith(response: ResponseSeen, rewrite: Rewrite, at: string): ResponseSeen {
  const { content } = response
  return { ...response, content: content && rewriteBytes(content, rewrite, { path: `${at}.response` }) }
}

export function failureWith(failure: Failure, rewrite: Rewrite): Failure {
  const { error, request } = failure
  return { ...failure, error: error && errorWith(error, rewrite), request: request && requestWith(request, rewrite) }
}

function errorWith(error: ErrorSeen, rewrite: Rewrite): ErrorSeen {
  const text = (its: string, key: string): string => rewriteText(its, rewrite, { path: `$.error.${key}` })
  const { message, code, stack } = error
  return {
    ...error,
    message: text(message, 'message'),
    code: code === null ? null : text(code, 'code'),
    stack: text(stack, 'stack'),
  }
}

/** @param at - the place of it */
export function requestWith(request: RequestSeen, rewrite: Rewrite, at: string = '$'): RequestSeen {
  const { target, headers, body, response } = request
  return {
    ...request,
    target: rewriteText(target, rewrite, { path: `${at}.target` }),
    headers: headers.map((text, i) => {
      const name = i % 2 === 1 ? (headers[i - 1] as string).toLowerCase() : undefined
      return name === undefined ? text : rewriteText(text, rewrite, { path: `${at}.headers["${name}"]`, name })
    }),
    body: rewriteBytes(body, rewrite, { path: `${at}.body` }),
    response: response && responseWith(response, rewrite, at),
  }
}
