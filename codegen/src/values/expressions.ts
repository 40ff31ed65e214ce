/** Writes what is planned: expressions, and the statements that they need. */
import { call, type Group, inOneLine, type Layout } from './layout.ts'
import { accessSource, isIdentifier, keySource, stringSource } from './literals.ts'
import type { Argument, Making } from './making.ts'
import type { GivenPart, Part, PropertyPart } from './parts.ts'
import type { Plan, Planned, Step } from './plan.ts'
import { type Answer, type AnsweredBack, mocked, standIn } from './stand-in.ts'
import { streamSource } from './stream-source.ts'
import type { Surroundings } from './surroundings.ts'

export class Expressions {
  readonly #plan: Plan
  readonly #its: Surroundings

  constructor(plan: Plan, surroundings: Surroundings) {
    this.#plan = plan
    this.#its = surroundings
  }

  statement(step: Step): Layout {
    const name = this.#plan.names.get(step.index) as string
    switch (step.kind) {
      case 'declare': {
        const made = this.#made(this.#planned(step.index))
        // Of an empty list that has a name the type checker can't tell what is in it.
        const isUntold = this.#its.language === 'typescript' && inOneLine(made) === '[]'
        return [`const ${name}${isUntold ? ': never[]' : ''} = `, made]
      }
      case 'add':
        return this.#addition(name, step.part, this.#planned(step.index).making)
      case 'freeze':
        return `Object.freeze(${name})`
    }
  }

  /** A value where it is needed. */
  of(index: number): Layout {
    return this.#its.instead?.get(index) ?? this.#plan.names.get(index) ?? this.#made(this.#planned(index))
  }

  #planned(index: number): Planned {
    return this.#plan.values.get(index) as Planned
  }

  #made({ making, later, spot }: Planned): Layout {
    const base = this.#base(making, later, spot.name)
    const turned =
      making.turnedInto === null ? base : call('Object.setPrototypeOf', [base, `${making.turnedInto}.prototype`])
    const whole = this.#withProperties(turned, making.after, later)
    return making.isFrozen && later.size === 0 ? call('Object.freeze', [whole]) : whole
  }

  #base({ base, within }: Making, later: ReadonlySet<Part>, name: string): Layout {
    switch (base.kind) {
      case 'file':
        return this.#its.dataFile(name, base.content)
      case 'source':
        return base.source
      case 'array': {
        const items = Array.from({ length: base.length }, (): Layout => '')
        for (const part of within)
          if (part.kind === 'item') items[part.at] = later.has(part) ? this.#placeholder : this.of(part.value)
        return base.callee === undefined ? { open: '[', items, close: ']' } : call(`new ${base.callee}`, items)
      }
      case 'object': {
        const literal = this.#literal(within.filter(isProperty), later)
        if (!base.nullPrototype) return literal
        return within.length === 0 ? 'Object.create(null)' : call('Object.assign', ['Object.create(null)', literal])
      }
      case 'collection': {
        const there = within.filter((part) => !later.has(part))
        const items = there.map((part) => this.#member(part))
        const isTyped = this.#its.language === 'typescript' && later.size > 0
        const types = !isTyped ? '' : base.type === 'Map' ? '<unknown, unknown>' : '<unknown>'
        const callee = `new ${base.callee ?? base.type + types}`
        return items.length === 0 ? `${callee}()` : call(callee, [{ open: '[', items, close: ']' }])
      }
      case 'stream':
        return streamSource(
          within.map((part) => this.of((part as { value: number }).value)),
          base,
          this.#its.readable,
        )
      case 'stand-in':
        return standIn(
          within.filter(isGiven).flatMap((part) => (later.has(part) ? [] : this.#given(part))),
          later.size > 0,
          this.#its,
        )
      case 'call':
        return call(
          base.callee,
          base.args.map((arg) => this.#argument(arg)),
        )
    }
  }

  #argument(arg: Argument): Layout {
    if (typeof arg === 'string') return arg
    return 'value' in arg ? this.of(arg.value) : this.#literal([arg.option], new Set(), false)
  }

  #member(part: Part): Layout {
    if (part.kind === 'entry') return { open: '[', items: [this.of(part.key), this.of(part.value)], close: ']' }
    return part.kind === 'member' ? this.of(part.value) : ''
  }

  #given({ given }: GivenPart): Answer {
    const back = (given.back ?? []).map((its): AnsweredBack => {
      const isOwn = given.how !== 'waits' && its.failed === given.value
      const fate = its.how === null ? 'open' : its.failed === null ? 'fine' : isOwn ? 'fatal' : 'caught'
      return { ...its, values: its.values.map((value) => this.of(value)), fate }
    })
    return { how: given.how, value: given.how === 'waits' ? null : this.of(given.value), back }
  }

  /** What stands in the place of a value as long as it isn't there. */
  get #placeholder(): string {
    return this.#its.language === 'typescript' ? 'undefined as unknown' : 'undefined'
  }

  #literal(parts: readonly PropertyPart[], later: ReadonlySet<Part>, isShort = true): Group {
    const items = parts.map((part): Layout => {
      const key = this.#key(part)
      if (later.has(part)) return [key, ': ', this.#placeholder]
      const value = this.of(part.property.value)
      return isShort && value === key && isIdentifier(key) ? key : [key, ': ', value]
    })
    return { open: '{', items, close: '}' }
  }

  #key({ property: { key } }: PropertyPart): string {
    if (typeof key === 'string') return keySource(key, this.#its.style.quote)
    return `[${inOneLine(this.of(key.symbol))}]`
  }

  #withProperties(base: Layout, parts: readonly PropertyPart[], later: ReadonlySet<Part>): Layout {
    const assigned = parts.filter(isAssignable)
    // What comes later keeps its place by a placeholder, where others follow it.
    const end = assigned.findLastIndex((part) => !later.has(part)) + 1
    let layout = end === 0 ? base : call('Object.assign', [base, this.#literal(assigned.slice(0, end), later)])
    for (const part of parts) if (!isAssignable(part) && !later.has(part)) layout = this.#defined(layout, part)
    return layout
  }

  #defined(base: Layout, part: PropertyPart): Layout {
    const { key, value, enumerable } = part.property
    const name = typeof key === 'string' ? stringSource(key, this.#its.style.quote) : this.of(key.symbol)
    const items: Layout[] = [
      ['value: ', this.of(value)],
      'writable: true',
      'configurable: true',
      ...(enumerable ? ['enumerable: true'] : []),
    ]
    return call('Object.defineProperty', [base, name, { open: '{', items, close: '}' }])
  }

  /** A part of a value that is there already. */
  #addition(name: string, part: Part, { base, turnedInto }: Making): Layout {
    // A class may have a way of its own to add.
    const adding = (type: string, method: string, args: Layout[]): Layout =>
      turnedInto === null ? call(`${name}.${method}`, args) : call(`${type}.prototype.${method}.call`, [name, ...args])
    switch (part.kind) {
      case 'core':
        throw new TypeError('what a value is made around is there before it')
      case 'item':
        return [`${name}[${part.at}] = `, this.of(part.value)]
      case 'entry':
        return adding('Map', 'set', [this.of(part.key), this.of(part.value)])
      case 'given':
        return [name, mocked(this.#given(part))]
      case 'member':
        return adding('Set', 'add', [this.of(part.value)])
      case 'property': {
        if (!isAssignable(part)) return this.#defined(name, part)
        if (base.kind === 'object') return [`${name}${this.#access(part)} = `, this.of(part.property.value)]
        return call('Object.assign', [name, this.#literal([part], new Set(), false)])
      }
    }
  }

  #access({ property: { key } }: PropertyPart): string {
    if (typeof key === 'string') return accessSource(key, this.#its.style.quote)
    return `[${inOneLine(this.of(key.symbol))}]`
  }
}

/** By setting it: `__proto__` would set the prototype. */
function isAssignable({ property: { key, enumerable } }: PropertyPart): boolean {
  return enumerable && key !== '__proto__'
}

function isProperty(part: Part): part is PropertyPart {
  return part.kind === 'property'
}

function isGiven(part: Part): part is GivenPart {
  return part.kind === 'given'
}
