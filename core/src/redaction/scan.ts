/** Finds what is secret in a text by itself: by names, and by looks; also in what base64 and URLs have made of a text. */
import { sqlNames } from '../lens/sql-names.ts'
import { type Coding, decoded } from './codings.ts'
import { isSecretUnder } from './names.ts'
import { pairsIn, type Span } from './pairs.ts'
import { isPlaceholder } from './placeholder.ts'
import { privateKeysIn } from './private-keys.ts'
import { SHAPES } from './shapes.ts'
import { windowsOf } from './windows.ts'

/** Where it stands, and what it is without its coding. */
export interface Finding {
  readonly start: number
  readonly end: number
  readonly coding: Coding | 'number'
  readonly secret: string
  /** What is to stand there, where a rule says it. */
  readonly replacement?: string
  /** It may be a mere word: it is replaced where it stands, but in other places only if it was drawn. */
  readonly isWeak?: true
}

/** Values that stand for one, or for none. */
const NONE = /^(?:true|false|null|undefined|none|\$\{[\w.]+\}|\{\{[^{}]*\}\}|<[a-z _-]+>|\*+|x+|•+|\[redacted\])$/i
/** Without quotes: parameters of a statement, calls. */
const NONE_UNQUOTED = /^(?:\$\d+|\?|[:@]\w+|%\w|\w+\(.*)$/

const LOOKS_DRAWN = /^(?=.*\d)(?=.*[A-Za-z]).{8,}$/

/** Whether a text has been drawn, and is no word that somebody has chosen. */
function looksDrawn(text: string): boolean {
  return LOOKS_DRAWN.test(text)
}

/** Whether a finding is secret also where nothing says so. */
export function isEverywhere({ coding, isWeak, secret }: Finding): boolean {
  return coding !== 'number' && (!isWeak || looksDrawn(secret))
}

/** What is secret in a text, with its place. */
export function scan(text: string, isSql = false): Finding[] {
  return windowsOf(text).flatMap((window) =>
    scanAll(window.text, isSql)
      .filter(({ start }) => start >= window.first && start < window.end)
      .map((its) => ({ ...its, start: its.start + window.from, end: its.end + window.from })),
  )
}

function scanAll(text: string, isSql: boolean): Finding[] {
  const found: Finding[] = []
  for (const { start, end } of privateKeysIn(text))
    found.push({ start, end, coding: 'plain', secret: text.slice(start, end), isWeak: true })
  for (const span of pairsIn(text, isSql)) {
    const finding = findingOf(text, span)
    if (finding) found.push(finding)
  }
  for (const { name, start, end } of isSql ? sqlNames(text).texts : []) {
    const finding = isSecretUnder(name, text.slice(start, end)) ? findingOf(text, { start, end, coding: 'sql' }) : null
    if (finding) found.push(finding)
  }
  for (const { pattern } of SHAPES) {
    for (const match of text.matchAll(pattern)) {
      const secret = match[1] ?? match[0]
      const start = match.index + match[0].indexOf(secret)
      found.push({ start, end: start + secret.length, coding: 'plain', secret })
    }
  }
  return found
}

function findingOf(text: string, { start, end, coding, isGuess }: Span): Finding | null {
  const secret = decoded(coding, text.slice(start, end))
  if (isGuess && !looksDrawn(secret)) return null
  if (coding === 'url' && NONE_UNQUOTED.test(text.slice(start, end))) return null
  return isValue(secret) ? proof({ start, end, coding, secret }, text) : null
}

/** Whether a value is one, and not what stands for one. */
export function isValue(secret: string): boolean {
  return secret !== '' && !NONE.test(secret) && !isPlaceholder(secret)
}

const SCHEME = /^(?:basic|bearer|digest|token|apikey|key|negotiate|aws4-hmac-sha256|sharedkey|oauth|hawk)\s+/i

/** Of what is said in a header such as `Authorization`, that which proves something: its scheme doesn't. */
export function proof<F extends Finding>(finding: F, text: string): F {
  const raw = text.slice(finding.start, finding.end)
  const scheme = SCHEME.exec(raw)?.[0] ?? ''
  const rest = {
    ...finding,
    start: finding.start + scheme.length,
    secret: scheme ? raw.slice(scheme.length) : finding.secret,
  }
  return rest.secret === '' ? finding : rest
}

const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}/g
/** What is put into one another more often isn't looked into. */
const DEPTH = 3

/** What is secret in a text, wherever it stands, also where the text in which it stands has been coded. */
export function secretsIn(text: string, depth = 0): string[] {
  const found = scan(text).filter(isEverywhere)
  return [...found.map(({ secret }) => secret), ...secretsInside(text, depth)]
}

/** What is secret in parts of a text that have been coded. */
export function secretsInside(text: string, depth = 0): string[] {
  if (depth >= DEPTH) return []
  return windowsOf(text).flatMap((window) => insideAll(window.text, depth))
}

function insideAll(text: string, depth: number): string[] {
  const found: string[] = []
  for (const [run] of text.matchAll(BASE64)) {
    const inside = plainOf(run)
    if (inside !== null) found.push(...secretsIn(inside, depth + 1))
  }
  if (/%(?:22|3[Dd]|3[Aa]%2[Ff])/.test(text)) {
    const inside = text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    found.push(...secretsIn(inside, depth + 1))
  }
  return found
}

/** The text that base64 has made a secret of, which is secret then, and is replaced so that it can still be read. */
export function insideOf(secret: string): string | null {
  const inside = plainOf(secret)
  if (inside === null) return null
  // `user:password`, of which mostly the second half is one; tokens are given as a user without a password.
  const [, user = '', password = ''] = /^([^:\s]+):(\S*)$/.exec(inside) ?? []
  return password === '' ? (user === '' ? inside : user) : password
}

/** The text that base64 was made of; null where it was made of something else. */
function plainOf(base64: string): string | null {
  if (!/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(base64)) return null
  const first = Buffer.from(base64.slice(0, 64), 'base64').toString('latin1')
  return PRINTABLE.test(first) ? Buffer.from(base64, 'base64').toString('latin1') : null
}

const PRINTABLE = /^[\t\r\n\x20-\x7e]{6,}$/
