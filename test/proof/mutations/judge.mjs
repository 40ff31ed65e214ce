import { isSameStep } from '../orders/behaviour.mjs'

/**
 * Of a mutant, the first request in which it does something else, and the kinds of divergence that this is: by what was said to each
 * service, and the answer. Null where it does the same.
 *
 * @param before what the program does, see behaviour.mjs
 * @param now what the mutant does; may stop at the first step that differs
 */
export function judge(before, now) {
  for (const [i, step] of now.entries()) {
    const kinds = kindsOf(before[i], step)
    if (kinds) return { step: step.name, kinds }
  }
  return null
}

function kindsOf(before, now) {
  if (isSameStep(before, now)) return null
  // A server that does not start can't be verified, which is said; but for a statement that has changed, which a recording answers.
  if (now.isListening === false) return [...changedKinds(before, now), 'VERIFY_NOT_LISTENING']
  const fails = (isFailed(now) && !isFailed(before)) || (now.answer === null && before.answer !== null)
  for (const service of Object.keys(before.said)) {
    const kinds = kindsOfCalls(before.said[service], now.said[service], service)
    if (kinds)
      return fails && kinds[0] !== 'changed-query' && kinds[0] !== 'changed-request' ? [...kinds, 'crashed'] : kinds
  }
  if (fails) return now.answer === null ? ['crashed', 'VERIFY_NEVER_ANSWERED'] : ['crashed']
  return isFailed(before) && !isFailed(now) ? ['fixed'] : ['changed-response']
}

function changedKinds(before, now) {
  const all = Object.keys(before.said).map((service) => kindsOfCalls(before.said[service], now.said[service], service))
  return all.find((kinds) => kinds?.[0].startsWith('changed-')) ?? []
}

function isFailed({ answer, isListening }) {
  if (isListening !== undefined) return !isListening
  return answer !== undefined && (answer === null || answer.status >= 500)
}

/** By the first that is another one; null where all are the same. */
function kindsOfCalls(before, now, service) {
  const first = [...before, undefined].findIndex((its, i) => its !== now[i])
  if (first < 0) return null
  const [was, is] = [before[first], now[first]]
  const more = before.some((its) => statement(its) === statement(is)) ? ['slower-in-calls', 'extra'] : ['extra']
  const changed = service === 'postgres' ? 'changed-query' : 'changed-request'
  // Where it goes instead of there is not seen.
  if (now.length === 0) return ['missing', changed]
  if (is === undefined) return ['missing']
  if (was === undefined || now.slice(first).includes(was)) return more
  if (before.slice(first).includes(is)) return ['missing']
  if (verb(was) !== verb(is)) return ['missing', ...more]
  return [changed]
}

/** Without the values. */
function statement(said) {
  return said?.split(' | ')[0]
}

function verb(said) {
  return said.split(' ')[0].toLowerCase()
}
