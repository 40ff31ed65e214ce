/** Errors: by their class, where that does no more than set fields; else by one of the language, turned into their class. */
import type { ValueNode } from '../observation.ts'
import { isBuiltInError } from './built-in-errors.ts'
import { constructed } from './make-instance.ts'
import { type Argument, type Making, making, type Site, Unavailable } from './making.ts'
import { fieldOf, ofProperties, type PropertyPart } from './parts.ts'
import { isBare, isText, nodeAt } from './shape.ts'

/** @throws Unavailable */
export function makeError({ class: ref, properties }: Extract<ValueNode, { kind: 'error' }>, site: Site): Making {
  const { graph, surroundings, spot, isThere } = site
  const isBuiltIn = ref.place === null && isBuiltInError(ref.name)
  const its = isBuiltIn ? ref.name : surroundings.classSource(ref)
  if (its === null) throw new Unavailable(spot, `an error of the class ${ref.name}, which no module exports`)
  const own = properties.filter(({ key }) => key !== 'stack')
  const maker = isBuiltIn ? null : surroundings.maker(ref)
  const made = maker && constructed(its, maker, own, site)
  if (made) return made
  const hidden = properties.find(({ isPrivate }) => isPrivate)
  if (hidden)
    throw new Unavailable(
      spot,
      `an error of the class ${ref.name}, whose ${fieldOf(hidden)} only its constructor can set`,
    )

  const parts = ofProperties(own)
  // As the constructors set it.
  const usual = (key: string, isGood: (value: number) => boolean): PropertyPart | undefined =>
    parts.find(({ property }) => property.key === key && !property.enumerable && isGood(property.value))
  const callee = isBuiltIn ? its : 'Error'
  const errors = callee === 'AggregateError' ? usual('errors', (value) => isCopied(value, site)) : undefined
  const message = usual('message', (value) => isText(graph, value))
  const cause = usual('cause', isThere)
  const args: Argument[] = []
  if (callee === 'AggregateError') args.push(errors ? { value: errors.property.value } : '[]')
  if (message) args.push({ value: message.property.value })
  else if (cause) args.push('undefined')
  if (cause) args.push({ option: cause })
  const within = [errors, message, cause].filter((part) => part !== undefined)
  return making(
    { kind: 'call', callee: `new ${callee}`, args },
    { within, after: parts.filter((part) => !within.includes(part)), turnedInto: isBuiltIn ? null : its },
  )
}

/** Whether a list can be given to AggregateError, which makes one of its own out of it. */
function isCopied(index: number, { graph, isThere, isShared }: Site): boolean {
  const node = nodeAt(graph, index)
  if (node.kind !== 'array' || !isBare(node) || isShared(index)) return false
  return node.items.every((item) => item !== null && isThere(item))
}
