/** The secrets of one fixture, and how each is hidden, in whatever form it stands. */
import { escapeRegExp } from '../escape-regexp.ts'
import { type Core, coresOf, replaceCore } from './base64.ts'
import { coded, type Coding, formsOf } from './codings.ts'
import { hiddenJwt } from './jwt.ts'
import { isPlaceholder, type Placeholders } from './placeholder.ts'

/** Shorter ones are sought as they are, and standing by themselves: in another form they may be a part of anything. */
const SHORT = 6
/** Of these, those that no word looks like; all others are replaced where they are found, and nowhere else. */
const TELLABLE_SHORT = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d]{4,5}$/

/** What anybody tries first, and what stands in many a text that is no secret. */
const COMMON = new Set(
  (
    'password passwort secret secrets changeme postgres postgresql mysql mariadb redis mongodb rabbitmq admin administrator ' +
    'default example localhost development production testing undefined function required optional disabled enabled ' +
    'anonymous username deleted expired bearer session cookie string number 123456 12345678 redacted'
  ).split(' '),
)

interface Form {
  /** The secret that it is a form of. */
  readonly secret: string
  /** Null: the text of the form itself. */
  readonly core: Core | null
  /** What is to stand there, in the same form, where that isn't a placeholder. */
  readonly given: string | null
}

export class Secrets {
  readonly #placeholders: Placeholders
  /** Secrets, and what stands for each where that isn't a placeholder. */
  readonly #all = new Map<string, string | null>()
  readonly #forms = new Map<string, Form>()
  /** All that has been put in the place of something, as it stands there. */
  readonly used: Set<string> = new Set()
  /** Texts that are to stay. */
  readonly kept: Set<string> = new Set()
  #pattern: RegExp | null = null
  #isShown: (text: string) => boolean = () => true

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders
  }

  /**
   * Takes a secret that is to be hidden everywhere.
   *
   * @param replacement - what is to stand there; else a placeholder
   */
  add(secret: string, replacement: string | null = null): void {
    if (this.#all.has(secret) || !this.isTellable(secret)) return
    this.#all.set(secret, replacement)
    this.#pattern = null
  }

  has(secret: string): boolean {
    return this.#all.has(secret)
  }

  /** Says what is to stand in the place of a secret. */
  replaceBy(secret: string, replacement: string): void {
    this.#all.set(secret, replacement)
    this.#pattern = null
  }

  /** Other bytes for bytes that were drawn. */
  bytes(drawn: string): string {
    return this.#placeholders.bytes(drawn)
  }

  /** Whether a secret can be told from other texts, so that it is replaced also where nothing says what it is. */
  isTellable(secret: string): boolean {
    if (isPlaceholder(secret) || this.kept.has(secret)) return false
    if (secret.length < SHORT) return TELLABLE_SHORT.test(secret)
    return !COMMON.has(secret.toLowerCase()) && !/^(?:\d{1,9}|(.)\1*|\s*)$/.test(secret)
  }

  /** @param isShown - whether a text stands in the fixture as it is */
  showing(isShown: (text: string) => boolean): void {
    this.#isShown = isShown
  }

  /**
   * What stands in the place of a secret, or of a form of it.
   *
   * @param form - as it stands in a text
   * @param isFixed - whether it has to be as long as that; else only a text that was given is not
   */
  standIn(
    secret: string,
    form: string = secret,
    isFixed = false,
    given: string | null = this.#givenFor(secret),
  ): string {
    if (isPlaceholder(form) || this.kept.has(secret) || this.kept.has(form)) return form
    return this.given(given ?? this.#jwt(form) ?? this.#placeholders.of(secret, form.length), form, isFixed)
  }

  #givenFor(secret: string): string | null {
    return this.#all.get(secret) ?? null
  }

  /** A text that was given, in the place of a form of a secret. */
  given(text: string, form: string, isFixed: boolean): string {
    const its = isFixed ? fitted(text, form.length) : text
    this.used.add(its)
    return its
  }

  /** Digits in the place of a number. */
  digits(number: string): string {
    const text = this.#placeholders.digits(number)
    this.used.add(text)
    return text
  }

  /**
   * A text in which nothing secret is left, of those that have been added.
   *
   * @param coding - of the values in it: what a rule gives is put in as they are
   */
  hide(text: string, isFixed = false, coding: Coding = 'plain'): string {
    const pattern = (this.#pattern ??= this.#compile())
    let hidden = ''
    let from = 0
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const at = match.index
      const { secret, core, given: its } = this.#forms.get(match[0]) as Form
      const given = its !== null && match[0] === secret ? coded(coding, its) : its
      const part = core
        ? this.#hideCore(text, at, core, secret)
        : { from: at, to: at + match[0].length, text: this.standIn(secret, match[0], isFixed, given) }
      hidden += text.slice(from, Math.max(from, part.from)) + part.text.slice(Math.max(0, from - part.from))
      from = part.to
      pattern.lastIndex = Math.max(part.to, at + 1)
    }
    return from === 0 ? text : hidden + text.slice(from)
  }

  #jwt(token: string): string | null {
    return hiddenJwt(token, (secret) => this.#placeholders.of(secret), this.#isShown)
  }

  #hideCore(text: string, at: number, core: Core, secret: string): { from: number; to: number; text: string } {
    const its = replaceCore(text, at, core, secret, this.standIn(secret, secret, true))
    // Other bytes before and behind make it look otherwise: all of what base64 made stands for the secret.
    const before = /[\w+/-]*$/.exec(text.slice(Math.max(0, its.from - REACH), its.from))?.[0] ?? ''
    const after = /^[\w+/-]*={0,2}/.exec(text.slice(its.to, its.to + REACH))?.[0] ?? ''
    this.used.add(before + its.text + after)
    return its
  }

  #compile(): RegExp {
    this.#forms.clear()
    const add = (text: string, form: Form): void => void (this.#forms.has(text) || this.#forms.set(text, form))
    for (const [secret, given] of this.#all) {
      const its = given === null ? [] : formsOf(given)
      const forms = secret.length < SHORT ? [secret] : formsOf(secret)
      for (const [i, form] of forms.entries()) add(form, { secret, core: null, given: its[i] ?? null })
    }
    for (const [secret, given] of this.#all)
      if (secret.length >= SHORT) for (const core of coresOf(secret)) add(core.text, { secret, core, given })
    // Nothing, where there is no secret.
    if (this.#forms.size === 0) return /(?!)/g
    const longest = [...this.#forms].toSorted(([a], [b]) => b.length - a.length)
    return new RegExp(longest.map(([text, { core }]) => sought(text, core !== null)).join('|'), 'g')
  }
}

/** How much is looked at around a secret in base64. */
const REACH = 1000

/** A word, or what is as short as one, is a secret where it stands by itself only. */
function sought(form: string, isCore: boolean): string {
  const escaped = escapeRegExp(form)
  return !isCore && (form.length < SHORT || /^[A-Za-z]{1,15}$/.test(form))
    ? `(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`
    : escaped
}

/** A text of so many bytes. */
function fitted(text: string, length: number): string {
  return text.padEnd(length, 'x').slice(0, length)
}
