/** The option `match`, at the door. */
import { MATCHED, type MatchOptions, type MatchRule, stepsOf } from '../player/match.ts'
import { isObject, isTexts, unknownOption, wrongOption } from './option-kinds.ts'

const PATHS = "a list of paths, as differences are printed: '$.body.requestId', '$.values[0][2]', '$.body.items[*].id'"

/** @throws RetraceError `OPTION_UNKNOWN`, `OPTION_WRONG` */
export function checkMatch(value: unknown): void {
  for (const [protocol, rule] of Object.entries(value as object)) {
    const name = `match.${protocol}`
    if (!(MATCHED as readonly string[]).includes(protocol)) throw unknownOption(name, MATCHED)
    const known = protocol === 'http' ? ['ignore', 'headers'] : ['ignore']
    if (!isObject(rule)) throw wrongOption(name, rule, { says: `an object with ${known.join(', ')}` })
    for (const [part, list] of Object.entries(rule)) {
      if (!known.includes(part)) throw unknownOption(`${name}.${part}`, known)
      const says = part === 'ignore' ? PATHS : 'a list of names of headers'
      if (!isTexts(list)) throw wrongOption(`${name}.${part}`, list, { says })
      if (part === 'ignore') checkPaths(`${name}.ignore`, list)
    }
  }
}

/** What is said in particular comes to what is said in general. */
export function mergeMatch(general: unknown, particular: unknown): MatchOptions {
  const [a, b] = [general as Record<string, MatchRule>, particular as Record<string, MatchRule>]
  const protocols = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...protocols].map((protocol) => [protocol, join(a[protocol] ?? {}, b[protocol] ?? {})]))
}

function join(a: MatchRule, b: MatchRule): MatchRule {
  return {
    ignore: [...(a.ignore ?? []), ...(b.ignore ?? [])],
    headers: [...(a.headers ?? []), ...(b.headers ?? [])],
  }
}

function checkPaths(name: string, paths: readonly string[]): void {
  for (const [i, path] of paths.entries())
    if (stepsOf(path) === null)
      throw wrongOption(`${name}[${i}]`, path, { says: PATHS.replace('a list of paths', 'a path') })
}
