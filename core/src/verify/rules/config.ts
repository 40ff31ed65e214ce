/** What a project says of its verification: the key `verify` in `retrace.config.json`. */
import path from 'node:path'
import * as v from 'valibot'
import { RetraceError } from '../../errors.ts'
import { originalFs as fs } from '../../originals.ts'
import { stepsOf } from '../../player/match.ts'
import { type Kind, KINDS, type Severity } from '../compare/difference.ts'

export const CONFIG = 'retrace.config.json'

/** What does not count. All that a rule says has to hold; `*` stands for any characters. */
export interface IgnoreRule {
  readonly kind?: Kind
  /** What is asked or answered, as reports show it: `GET /orders/*`. */
  readonly what?: string
  /** The request that it belongs to: `POST /orders`. */
  readonly request?: string
  /** What differs and all in it, as reports print it, `*` for any key or index: `$.body.items[*].id`. */
  readonly path?: string
}

export interface VerifyConfig {
  /** What each kind counts as, where it is not what is usual; `off` does not count. */
  readonly severity?: { readonly [K in Kind]?: Severity | 'off' }
  readonly ignore?: readonly IgnoreRule[]
}

const kinds = Object.keys(KINDS)
const kind = v.picklist(kinds, `one of ${kinds.join(', ')}`)
const pathOf = v.pipe(
  v.string(),
  v.check((its) => stepsOf(its) !== null, 'a path such as $.body.items[*].id'),
)

const rule = v.pipe(
  v.strictObject({
    kind: v.exactOptional(kind),
    what: v.exactOptional(v.string()),
    request: v.exactOptional(v.string()),
    path: v.exactOptional(pathOf),
  }),
  v.check((its) => Object.keys(its).length > 0, 'a rule with at least one of kind, what, request, path'),
)

const severities = ['error', 'warning', 'info', 'off']

const shape = v.strictObject({
  verify: v.exactOptional(
    v.strictObject({
      severity: v.exactOptional(v.record(kind, v.picklist(severities, `one of ${severities.join(', ')}`))),
      ignore: v.exactOptional(v.array(rule)),
    }),
  ),
})

/**
 * Reads the configuration.
 *
 * @param given - a file that has to be there; else the one in the folder, if there is one
 * @throws RetraceError `CONFIG_UNREADABLE`
 */
export function readConfig(folder: string, given?: string): VerifyConfig {
  const file = given ?? path.join(folder, CONFIG)
  if (given === undefined && !fs.existsSync(file)) return {}
  try {
    const parsed = v.safeParse(shape, JSON.parse(fs.readFileSync(file, 'utf8')), { abortEarly: true })
    if (!parsed.success) throw new Error(whyNot(parsed.issues[0]))
    return (parsed.output.verify ?? {}) as VerifyConfig
  } catch (error) {
    throw new RetraceError('CONFIG_UNREADABLE', { what: file, why: (error as Error).message }, error)
  }
}

function whyNot(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue) ?? 'it'
  // The library's own messages begin so; the others are what is expected.
  if (issue.expected === 'never') return `${where} is not known`
  const expected = issue.message.startsWith('Invalid ') ? issue.expected : issue.message
  return `${where} is ${issue.received}, and not ${expected}`
}
