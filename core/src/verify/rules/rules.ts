/** Tells by the configuration what of a difference counts, and for how much. */
import { escapeRegExp } from '../../escape-regexp.ts'
import { covers, type Step, stepsOf } from '../../player/match.ts'
import type { Change } from '../../player/changes.ts'
import { type Difference, type Kind, KINDS, type Severity } from '../compare/difference.ts'
import { withoutIndices, withoutValues } from '../compare/without-values.ts'
import type { IgnoreRule, VerifyConfig } from './config.ts'

type Judged = Pick<Difference, 'kind' | 'what' | 'during' | 'changes'>

interface Rule {
  readonly covers: (its: Judged) => boolean
  /** Null where all of it is meant. */
  readonly path: readonly Step[] | null
}

export class Rules {
  readonly #severity: NonNullable<VerifyConfig['severity']>
  readonly #rules: readonly Rule[]

  constructor({ severity = {}, ignore = [] }: VerifyConfig) {
    this.#severity = severity
    this.#rules = ignore.map(ruleOf)
  }

  readonly severityOf = (kind: Kind): Severity => {
    const given = this.#severity[kind]
    return given === undefined || given === 'off' ? KINDS[kind].severity : given
  }

  /** What of a difference counts; null where nothing does. */
  counted<D extends Judged>(its: D): D | null {
    if (this.#severity[its.kind] === 'off') return null
    const rules = this.#rules.filter((rule) => rule.covers(its))
    if (rules.length === 0) return its
    if (rules.some(({ path }) => path === null)) return null
    const isMeant = (change: Change): boolean => rules.some(({ path }) => path !== null && covers(path, change.path))
    const changes = its.changes.filter((change) => !isMeant(change))
    if (its.changes.length > 0 && changes.length === 0) return null
    return { ...its, changes }
  }
}

function ruleOf({ kind, what, request, path }: IgnoreRule): Rule {
  const [isWhat, isRequest] = [what, request].map(patternOf)
  return {
    covers: (its) => {
      if (kind !== undefined && its.kind !== kind) return false
      return (isWhat?.test(its.what) ?? true) && (isRequest?.test(its.during ?? '') ?? true)
    },
    path: path === undefined ? null : (stepsOf(path) ?? []),
  }
}

function patternOf(text: string | undefined): RegExp | null {
  return text === undefined ? null : new RegExp(`^${text.split('*').map(escapeRegExp).join('.*')}$`, 's')
}

/** Rules by which something does not count from now on, whichever values it has. */
export function rulesFor({ kind, what, changes }: Judged): IgnoreRule[] {
  const its = { kind, what: withoutValues(what) }
  const paths = [...new Set(changes.map(({ path }) => withoutIndices(path)))]
  return paths.length === 0 ? [its] : paths.map((path) => ({ ...its, path }))
}
