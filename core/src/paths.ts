/**
 * Places in what is asked and answered, as divergences name them: `$.body.user.email`, `$.values[0][1]`,
 * `$.headers["x-api-key"]`. A pattern may have `*` for any one step, and `..` before a step that may be at any depth. A
 * mere name is at any depth: `email` is `$..email`; of a longer one the `$` may be left out.
 */

/** A step to a key, as it is added to a path. */
export function keyStep(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

/** A step to an item of a list. */
export function itemStep(index: number): string {
  return `[${index}]`
}

/** The key that a value stands under, or the list that it is in; null where there is none. */
export function lastKey(path: string): string | null {
  const keys = (parse(path.slice(1)) ?? []).flatMap(({ step }) => (step === ANY || /^\d+$/.test(step) ? [] : step))
  return keys.at(-1) ?? null
}

type Step = string | typeof ANY
const ANY = Symbol('any step')

const STEP = /(\.\.|\.)?(?:\*|\[\*\]|([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\])/y

/** What a pattern asks for: each step, and whether steps may lie before it. */
type Asked = readonly { readonly step: Step; readonly isDeep: boolean }[]

/** Whether a path is what a pattern says. */
export type Pattern = (path: string) => boolean

/**
 * Compiles a pattern.
 *
 * @returns whether a path is what the pattern says; null where the pattern is none
 */
export function pathPattern(pattern: string): Pattern | null {
  const asked = pattern.startsWith('$')
    ? parse(pattern.slice(1))
    : isName(pattern)
      ? named(pattern)
      : parse(`.${pattern}`)
  if (!asked || asked.length === 0) return null
  return (path) => {
    const steps = parse(path.slice(1))
    return (
      steps !== null &&
      matches(
        asked,
        0,
        steps.map(({ step }) => step),
        0,
      )
    )
  }
}

/** A pattern of places in an answer, of which the whole is one; null where it is none. */
export function answerPattern(path: string): Pattern | null {
  return path === '$' ? (its) => its === '$' : pathPattern(path)
}

function isName(pattern: string): boolean {
  return /^[\w -]+$/.test(pattern)
}

function named(name: string): Asked {
  return [{ step: name, isDeep: true }]
}

function parse(text: string): Asked | null {
  const steps: { step: Step; isDeep: boolean }[] = []
  STEP.lastIndex = 0
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at
    const match = STEP.exec(text)
    if (!match) return null
    const [all, dots, key, index, quoted] = match
    const isKey = key !== undefined || all.endsWith('*')
    if (isKey && !all.startsWith('[') && dots === undefined) return null
    steps.push({ step: key ?? index ?? (quoted === undefined ? ANY : unquoted(quoted)), isDeep: dots === '..' })
  }
  return steps
}

function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}

function matches(asked: Asked, i: number, steps: readonly Step[], j: number): boolean {
  const next = asked[i]
  if (!next) return j === steps.length
  for (let at = j; at < steps.length; at++) {
    if (isSame(next.step, steps[at] as Step) && matches(asked, i + 1, steps, at + 1)) return true
    if (!next.isDeep) return false
  }
  return false
}

/** Names of headers are the same in any case. */
function isSame(asked: Step, step: Step): boolean {
  return asked === ANY || (asked as string).toLowerCase() === (step as string).toLowerCase()
}
