/** The option `expiresIn`: how old a fixture may grow, and what comes then. */
import { RetraceError } from '../errors.ts'
import { originalNow } from '../originals.ts'
import { isObject, type Kind, oneOf, unknownOption, wrongOption } from './option-kinds.ts'
import type { Mode } from './options.ts'

/**
 * - `warn`: the test goes on, with a warning of the process
 * - `error`: it fails
 * - `record`: it is recorded again, where tests may be recorded; else it goes on with a warning
 */
export type Expired = 'warn' | 'error' | 'record'

/** A time such as `30 days`, after which comes a warning, or what is said. */
export type ExpiresIn = string | { readonly after: string; readonly action?: Expired }

const DAY = 24 * 3600 * 1000
const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
}
const SHORT: Readonly<Record<string, string>> = { h: 'hour', d: 'day', w: 'week', y: 'year' }

const ACTION = oneOf('warn', 'error', 'record')
const TIME = { says: "a number of minutes, hours, days, weeks, months or years: '30 days', '12h'" }

export const EXPIRES_IN: Kind = {
  says: `${TIME.says}; or { after, action }`,
  is: (value) => typeof value === 'string' || isObject(value),
  checkParts(value) {
    if (typeof value === 'string') return checkTime('expiresIn', value)
    const { after, action, ...rest } = value as { after?: unknown; action?: unknown }
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw unknownOption(`expiresIn.${unknown}`, ['after', 'action'])
    checkTime('expiresIn.after', after)
    if (action !== undefined && !ACTION.is(action)) throw wrongOption('expiresIn.action', action, ACTION)
  },
}

/**
 * Whether a fixture is to be recorded again, for its age.
 *
 * @param recorded - when it was recorded, in milliseconds since 1970
 * @param what - names test and fixture, for messages
 * @throws RetraceError `FIXTURE_EXPIRED`
 */
export function isExpired(
  option: ExpiresIn | undefined,
  recorded: number,
  mode: Mode,
  what: { name: string; what: string },
): boolean {
  if (option === undefined) return false
  const { after, action = 'warn' } = typeof option === 'string' ? { after: option } : option
  const age = originalNow() - recorded
  if (age <= (millisecondsOf(after) as number)) return false
  if (action === 'record' && mode !== 'none') return true
  const error = new RetraceError('FIXTURE_EXPIRED', { ...what, age: `${Math.floor(age / DAY)} days`, after })
  if (action === 'error') throw error
  process.emitWarning(error.message, { type: 'RetraceWarning', code: error.code })
  return false
}

function checkTime(name: string, value: unknown): void {
  if (typeof value !== 'string' || millisecondsOf(value) === null) throw wrongOption(name, value, TIME)
}

/** Null for what is no time. A number without a unit is none: nobody means milliseconds. */
function millisecondsOf(text: string): number | null {
  const [, number, unit = ''] = /^(\d+)\s*([a-z]+)$/.exec(text.trim()) ?? []
  const size = UNITS[SHORT[unit] ?? unit.replace(/s$/, '')]
  return number === undefined || size === undefined ? null : Number(number) * size
}
