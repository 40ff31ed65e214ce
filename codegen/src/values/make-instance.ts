/** Instances of classes: by their constructor, where that does no more than set fields; else field by field. */
import type { ClassRef, Property, ValueGraph } from '../observation.ts'
import { primitiveSource } from './literals.ts'
import { type Argument, type Making, making, type Site, Unavailable } from './making.ts'
import { fieldOf, ofProperties, type PropertyPart } from './parts.ts'
import { isBare, isUndefined, nodeAt } from './shape.ts'
import type { Maker, Surroundings } from './surroundings.ts'

/** @throws Unavailable */
export function makeInstance(ref: ClassRef, properties: readonly Property[], site: Site): Making {
  const { classSource, maker: makerOf, instance } = site.surroundings
  const its = classSource(ref)
  const there = its === null ? instance(ref.name) : null
  if (there !== null) return making({ kind: 'source', source: there })
  if (its === null) throw new Unavailable(site.spot, `an instance of ${ref.name}, a class which no module exports`)
  const maker = makerOf(ref)
  const made = maker && constructed(its, maker, properties, site)
  if (made) return made
  const hidden = properties.find(({ isPrivate }) => isPrivate)
  if (hidden)
    throw new Unavailable(
      site.spot,
      `an instance of ${ref.name}, whose ${fieldOf(hidden)} only its constructor can set`,
    )
  return making({ kind: 'source', source: `Object.create(${its}.prototype)` }, { after: ofProperties(properties) })
}

/** What has to be there before a value can be made at all: private fields are set by the constructor alone. */
export function neededFor(index: number, graph: ValueGraph, { maker }: Surroundings): number[] {
  const node = nodeAt(graph, index)
  if (
    (node.kind !== 'object' && node.kind !== 'error') ||
    !node.class ||
    !node.properties.some(({ isPrivate }) => isPrivate)
  )
    return []
  const fields = maker(node.class)?.parameters.map(({ field }) => field) ?? []
  return node.properties.filter((property) => fields.includes(fieldOf(property))).map(({ value }) => value)
}

/** Null where not all fields that it has come of its constructor or can be set after that. */
export function constructed(
  callee: string,
  { parameters, initial }: Maker,
  properties: readonly Property[],
  { graph, isThere }: Site,
): Making | null {
  const byField = new Map(properties.map((property) => [fieldOf(property), property]))
  const given: (Given | null)[] = []
  for (const { field, hasDefault, ofError } of parameters) {
    const property = byField.get(field)
    if (property) {
      if (!isThere(property.value) || (ofError && property.enumerable)) return null
      if (hasDefault && isUndefined(graph, property.value)) return null
      given.push({ part: { kind: 'property', property }, isOption: ofError === 'option' })
    } else if (ofError && !hasDefault) given.push(null)
    else return null
  }
  // What it once had may have been deleted; what is declared alone may never have been there.
  if ([...initial].some(([field, source]) => source !== 'undefined' && !byField.has(field))) return null
  const fields = given.map((its) => its?.part.property)
  const more = properties.filter(
    (property) => !fields.includes(property) && initial.get(fieldOf(property)) !== asInitial(graph, property),
  )
  if (more.some(({ isPrivate }) => isPrivate)) return null
  while (given.length > 0 && isLeftOut(given.at(-1) ?? null, graph)) given.pop()
  const args = given.map((its): Argument => {
    if (!its) return 'undefined'
    return its.isOption ? { option: its.part } : { value: its.part.property.value }
  })
  const within = given.flatMap((its) => its?.part ?? [])
  return making({ kind: 'call', callee: `new ${callee}`, args }, { within, after: ofProperties(more) })
}

interface Given {
  readonly part: PropertyPart
  readonly isOption: boolean
}

function isLeftOut(given: Given | null, graph: ValueGraph): boolean {
  return given === null || (!given.isOption && isUndefined(graph, given.part.property.value))
}

/** A primitive or an empty collection as source; null for all else. */
export function asInitial(graph: ValueGraph, { value }: Property): string | null {
  const node = nodeAt(graph, value)
  switch (node.kind) {
    case 'primitive':
      return primitiveSource(node, "'")
    case 'array':
      return node.items.length === 0 && isBare(node) ? '[]' : null
    case 'object':
      return node.class || node.nullPrototype || node.frozen || node.properties.length > 0 ? null : '{}'
    case 'map':
      return node.entries.length === 0 && isBare(node) ? 'new Map()' : null
    case 'set':
      return node.items.length === 0 && isBare(node) ? 'new Set()' : null
    case 'function':
      return node.class ? null : 'function'
    default:
      return null
  }
}
