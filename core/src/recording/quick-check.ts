/**
 * A quick test of whether a value has a shape: it says no more than that, and copies nothing. A fixture that is right is
 * told by it in a tenth of the time; what is wrong in one that isn't, the library of shapes says.
 */
import type { Shape } from '../lens/shapes.ts'

type Test = (value: unknown) => boolean

/** As valibot describes shapes; which of these there are depends on `type`. */
interface Described {
  readonly type: string
  readonly pipe?: readonly Described[]
  readonly requirement?: unknown
  readonly entries: Readonly<Record<string, Shape>>
  readonly options: readonly Shape[]
  readonly item: Shape
  readonly key: Shape | string
  readonly value: Shape
  readonly wrapped: Shape
  readonly literal: unknown
  readonly getter: (value: unknown) => Shape
}

const tests = new Map<unknown, Test>()

/** Whether a value, as JSON has them, is sure to have a shape. Of a shape of a kind that isn't known here, none is. */
export function surelyIs(shape: Shape, value: unknown): boolean {
  return testOf(shape)(value)
}

function testOf(shape: Shape): Test {
  const known = tests.get(shape)
  if (known) return known
  const its = shape as unknown as Described
  const made = its.pipe ? ofPipe(its.pipe) : ofType(its)
  tests.set(shape, made)
  return made
}

function ofPipe([first, ...actions]: readonly Described[]): Test {
  const isFirst = testOf(first as unknown as Shape)
  const all = actions.map(ofAction)
  return (value) => isFirst(value) && all.every((is) => is(value))
}

function ofAction({ type, requirement }: Described): Test {
  switch (type) {
    case 'integer':
      return Number.isInteger
    case 'min_value':
      return (value) => (value as number) >= (requirement as number)
    case 'max_value':
      return (value) => (value as number) <= (requirement as number)
    case 'regex':
    case 'iso_timestamp':
      return (value) => (requirement as RegExp).test(value as string)
    default:
      return never
  }
}

const never: Test = () => false

function ofType(its: Described): Test {
  switch (its.type) {
    case 'unknown':
      return () => true
    case 'null':
      return (value) => value === null
    case 'string':
    case 'boolean':
      return (value) => typeof value === its.type
    case 'number':
      return (value) => typeof value === 'number'
    case 'literal':
      return (value) => value === its.literal
    case 'picklist':
      return (value) => (its.options as readonly unknown[]).includes(value)
    case 'nullable':
      return orNull(testOf(its.wrapped))
    case 'exact_optional':
      return testOf(its.wrapped)
    case 'lazy':
      return (value) => testOf(its.getter(value))(value)
    case 'union':
      return ofUnion(its.options)
    case 'array':
      return ofList(testOf(its.item))
    case 'record':
      return ofRecord(testOf(its.key as Shape), testOf(its.value))
    case 'strict_object':
      return ofObject(its.entries)
    case 'variant':
      return ofVariant(its.key as string, its.options)
    default:
      return never
  }
}

function orNull(is: Test): Test {
  return (value) => value === null || is(value)
}

function ofUnion(options: readonly Shape[]): Test {
  const all = options.map(testOf)
  return (value) => all.some((is) => is(value))
}

function ofList(is: Test): Test {
  return (value) => {
    if (!Array.isArray(value)) return false
    for (let i = 0; i < value.length; i++) if (!is(value[i])) return false
    return true
  }
}

function ofRecord(isKey: Test, isValue: Test): Test {
  return (value) => isObject(value) && Object.keys(value).every((key) => isKey(key) && isValue(value[key]))
}

interface Property {
  readonly key: string
  readonly is: Test
  readonly isOptional: boolean
}

function ofObject(entries: Readonly<Record<string, Shape>>): Test {
  const all: Property[] = Object.entries(entries).map(([key, shape]) => ({
    key,
    is: testOf(shape),
    isOptional: (shape as unknown as Described).type === 'exact_optional',
  }))
  return (value) => {
    if (!isObject(value)) return false
    let known = 0
    for (let i = 0; i < all.length; i++) {
      const { key, is, isOptional } = all[i] as Property
      const its = value[key]
      if (its !== undefined && is(its)) known++
      else if (its !== undefined || !isOptional) return false
    }
    return Object.keys(value).length === known
  }
}

/** Shapes that are told by what stands under one key. */
function ofVariant(key: string, options: readonly Shape[]): Test {
  const named = new Map<unknown, Test>()
  for (const option of options) {
    const { entries } = option as unknown as Described
    named.set((entries[key] as unknown as Described).literal, lazily(option))
  }
  return (value) => isObject(value) && (named.get(value[key]) ?? never)(value)
}

/** Most fixtures have few protocols. */
function lazily(shape: Shape): Test {
  return (value) => testOf(shape)(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
