/**
 * What of a test may be written down: first all of it is looked through for secrets, then each of them is replaced
 * wherever it stands, in whatever form.
 */
import { rewritten } from '../lens/index.ts'
import type { Place, Rewrite } from '../lens/lens.ts'
import type { Recorded } from '../lens/recorded.ts'
import type { DrawsData } from '../scope/draws.ts'
import { binaryOf, textOf } from './binary.ts'
import { coded, type Coding, decoded } from './codings.ts'
import { drawsRewritten, replaceDrawn } from './draws.ts'
import { secretsOfEnv } from './env.ts'
import { isNumericSecret, isSecretUnder } from './names.ts'
import type { Placeholders } from './placeholder.ts'
import { type RedactRule, type Rules, rulesOf } from './rules.ts'
import { type Leaf, leavesOf } from './leaves.ts'
import { type Finding, insideOf, isEverywhere, isValue, proof, scan, secretsIn, secretsInside } from './scan.ts'
import { Secrets } from './secrets.ts'

export interface Said {
  readonly exchanges: readonly Recorded[]
  readonly random: DrawsData
}

export interface Redacted extends Said {
  /** What stands in the place of something, each as it stands there: a replay takes any text for it. */
  readonly placeholders: readonly string[]
}

/** What is not written down, and shows what is secret. */
export interface Seen {
  readonly env: NodeJS.ProcessEnv
  readonly exchanges: readonly Recorded[]
  /** Arguments of the program, files of settings that it read. */
  readonly texts: readonly string[]
}

export interface RedactOptions {
  readonly rules: readonly RedactRule[]
  readonly env: NodeJS.ProcessEnv
  readonly placeholders: Placeholders
  readonly seen?: Seen | undefined
}

/** What is written beside of a fixture: gives it with all of its texts rewritten, in the same order each time. */
export type Beside<T> = (rewrite: Rewrite) => T

export function redact(said: Said, options: RedactOptions): Redacted {
  return redactWith(said, options, () => null).said
}

/** Also what belongs to it: a secret has the same placeholder in both. */
export function redactWith<T>(
  said: Said,
  { rules, env, placeholders, seen }: RedactOptions,
  beside: Beside<T>,
): { readonly said: Redacted; readonly beside: T } {
  const secrets = new Secrets(placeholders)
  const finder = new Finder(secrets, rulesOf(rules))
  for (const secret of secretsOfEnv(env)) secrets.add(secret)
  if (seen) learn(seen, secrets, finder)
  const look: Rewrite = (text, place) => {
    finder.look(text, place)
    return text
  }
  each(said, look)
  beside(look)
  replaceDrawn(said.random, secrets)
  secrets.showing((text) => finder.texts.some((it) => it.includes(text)))
  const replace: Rewrite = (text, place) => finder.replace(text, place)
  const hidden = each(said, replace)
  const others = beside(replace)
  return { said: { ...hidden, placeholders: [...secrets.used].map(textOf).toSorted() }, beside: others }
}

function learn({ env, exchanges, texts }: Seen, secrets: Secrets, finder: Finder): void {
  for (const secret of secretsOfEnv(env)) secrets.add(secret)
  for (const text of texts) for (const secret of secretsIn(binaryOf(text))) secrets.add(secret)
  each({ exchanges, random: {} }, (text, place) => {
    finder.learn(text, place)
    return text
  })
}

function each({ exchanges, random }: Said, rewrite: Rewrite): Said {
  return {
    exchanges: exchanges.map(({ to, exchange, ...rest }) => ({
      ...rest,
      to: { ...to, host: textOf(rewrite(binaryOf(to.host), { path: '$.to' })) },
      exchange: rewritten(exchange, rewrite),
    })),
    random: drawsRewritten(random, rewrite),
  }
}

interface Looked {
  readonly found: readonly Finding[]
  /** Of the values in the text. */
  readonly coding: Coding
}

function codingOf(leaves: readonly Leaf[]): Coding {
  const [{ coding } = { coding: 'plain' as const }] = leaves
  return coding === 'number' ? 'json' : coding
}

/** Looks for secrets, and then replaces them, in the same texts in the same order. */
class Finder {
  /** All that has been looked through. */
  readonly texts: string[] = []
  readonly #secrets: Secrets
  readonly #rules: Rules
  /** By text. */
  readonly #found: Looked[] = []
  #replaced = 0

  constructor(secrets: Secrets, rules: Rules) {
    this.#secrets = secrets
    this.#rules = rules
  }

  look(text: string, place: Place): void {
    this.texts.push(text)
    this.#found.push(this.learn(text, place))
  }

  /** Looks at what isn't to be replaced. */
  learn(text: string, place: Place): Looked {
    const leaves = leavesOf(text, place.path)
    const found = text === '' ? [] : this.#findings(text, place, leaves)
    for (const finding of found.filter(isEverywhere)) {
      const { secret, replacement = null } = finding
      this.#secrets.add(this.#inside(finding) ?? secret, replacement)
    }
    for (const secret of secretsInside(text)) this.#secrets.add(secret)
    return { found, coding: codingOf(leaves) }
  }

  replace(text: string, { isFixed = false }: Place): string {
    const secrets = this.#secrets
    const { found: all, coding: its } = this.#found[this.#replaced++] as Looked
    const found = all.toSorted((a, b) => a.start - b.start || b.end - a.end)
    let replaced = ''
    let from = 0
    for (const finding of found) {
      const { start, end, secret, coding, replacement } = finding
      if (start < from || this.#inside(finding) !== null) continue
      const form = text.slice(start, end)
      replaced += text.slice(from, start) + this.#standIn(secret, form, coding, replacement, isFixed)
      from = end
    }
    return secrets.hide(replaced + text.slice(from), isFixed, its)
  }

  /** What base64 has made a secret of is replaced in there, so that it can still be read. */
  #inside(finding: Finding): string | null {
    const inside = finding.replacement === undefined && isEverywhere(finding) ? insideOf(finding.secret) : null
    return inside !== null && this.#secrets.isTellable(inside) ? inside : null
  }

  #standIn(
    secret: string,
    form: string,
    coding: Finding['coding'],
    replacement: string | undefined,
    isFixed: boolean,
  ): string {
    if (coding === 'number') return this.#secrets.digits(form)
    if (replacement === undefined) return this.#secrets.standIn(secret, form, isFixed)
    this.#secrets.used.add(replacement)
    return this.#secrets.given(coded(coding, replacement), form, isFixed)
  }

  #findings(text: string, place: Place, leaves: readonly Leaf[]): Finding[] {
    const found = [
      ...this.#byRule(text, place, leaves),
      ...named(text, place),
      ...leaves.flatMap((leaf) => secretLeaf(text, leaf)),
    ]
    return [...found, ...scan(text, place.isSql)].filter((it) => !this.#isKept(it))
  }

  #byRule(text: string, { path }: Place, leaves: readonly Leaf[]): Finding[] {
    const { patterns, areFew } = this.#rules
    const found: Finding[] = []
    for (const pattern of patterns) {
      // A pattern is meant for text, and not for its bytes.
      for (const [match] of textOf(text).matchAll(pattern)) {
        const its = binaryOf(match)
        for (let at = text.indexOf(its); its !== '' && at >= 0; at = text.indexOf(its, at + its.length))
          found.push({ start: at, end: at + its.length, coding: 'plain', secret: its })
      }
    }
    if (areFew) return found
    const all: Leaf[] = [...leaves, { path, name: '', start: 0, end: text.length, coding: 'plain' }]
    for (const { path: its, start, end, coding } of all) {
      const secret = decodedLeaf(text, start, end, coding)
      if (this.#rules.isKept(its)) this.#secrets.kept.add(secret)
      const replacement = this.#rules.replacementOf(textOf(secret), its)
      if (replacement !== undefined) found.push({ start, end, coding, secret, replacement: binaryOf(replacement) })
      else if (this.#rules.isSecret(its) && secret !== '') found.push({ start, end, coding, secret })
    }
    return found
  }

  #isKept({ secret }: Finding): boolean {
    const kept = this.#secrets.kept.has(secret) || this.#rules.keptPatterns.some((it) => textOf(secret).search(it) >= 0)
    if (kept) this.#secrets.kept.add(secret)
    return kept
  }
}

/** What is secret by its name: a header, a column, a parameter, which is all of a text. */
function named(text: string, { name, isWeak, isNumber }: Place): Finding[] {
  if (name === undefined) return []
  if (isNumber) return isNumericSecret(name) ? [{ start: 0, end: text.length, coding: 'number', secret: text }] : []
  if (!isSecretUnder(name, text) || !isValue(text)) return []
  const finding: Finding = { start: 0, end: text.length, coding: 'plain', secret: text, ...(isWeak ? { isWeak } : {}) }
  const its = proof(finding, text)
  // A plus may be one.
  const url = its.secret.includes('%') ? decoded('url', its.secret) : its.secret
  return url === its.secret ? [its] : [{ ...its, coding: 'url', secret: url }]
}

function secretLeaf(text: string, { name, start, end, coding }: Leaf): Finding[] {
  const secret = decodedLeaf(text, start, end, coding)
  if (coding === 'number') return isNumericSecret(name) ? [{ start, end, coding, secret }] : []
  return isSecretUnder(name, secret) && isValue(secret) ? [proof({ start, end, coding, secret }, text)] : []
}

function decodedLeaf(text: string, start: number, end: number, coding: Leaf['coding']): string {
  const said = text.slice(start, end)
  return coding === 'number' ? said : decoded(coding, said)
}
