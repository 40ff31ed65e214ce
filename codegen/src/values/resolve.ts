/** Says of values that were taken what their classes are. */
import { isInPackages } from '../in-packages.ts'
import type { ClassRef, Extended, Place, Property, ValueNode } from '../observation.ts'
import type { TakenNode, TakenObject, TakenProperty, TakenStream } from './take.ts'

/** What is known of where a class was made. */
export interface Made {
  readonly place: Place | null
  /** Whether Node's own JavaScript made it. */
  readonly isNodes: boolean
}

export type Known = Made & { readonly name: string }

/**
 * @param fields - private ones, that it has
 * @param classes - by the numbers that nodes have of them
 * @param placeOfFunction - where it was made, if it is one
 */
export function resolved(
  node: TakenNode,
  fields: readonly TakenProperty[],
  classes: readonly Known[],
  placeOfFunction: Place | null = null,
): ValueNode {
  switch (node.kind) {
    case 'object':
      return object(node, fields, classes)
    case 'error': {
      const [itsClass] = node.chain
      const { name, place } = classes[itsClass ?? -1] ?? { name: 'Error', place: null }
      return { kind: 'error', class: { name, place }, properties: [...node.properties, ...fields] }
    }
    case 'function':
      return { ...node, class: node.class === null ? null : refOf(classes[node.class]), place: placeOfFunction }
    case 'stream':
      return stream(node, classes)
    default:
      return extended(node, fields, classes)
  }
}

/** Those of Node's that only give something: not a socket, nor a request. */
const GIVING =
  /^(?:Readable|ReadStream|Duplex|Transform|PassThrough|Gunzip|Unzip|Inflate|InflateRaw|BrotliDecompress|Decipheriv)$/

function stream({ chain, ...node }: TakenStream, classes: readonly Known[]): ValueNode {
  const its = chain.length === 0 ? undefined : (classes[chain[0] as number] ?? null)
  if (its === undefined || (its?.place === null && GIVING.test(its.name))) return node
  return { kind: 'native', what: its?.name ?? node.what }
}

function extended(
  { chain = [], ...node }: Exclude<TakenNode, TakenObject | TakenStream>,
  fields: readonly TakenProperty[],
  classes: readonly Known[],
): ValueNode {
  if (chain[0] === -1) return { kind: 'native', what: `${node.kind} with a prototype of its own` }
  const its = chain.length === 0 ? undefined : classes[chain[0] as number]
  // One that is built in needs no mention.
  const more: Extended = {
    ...(its?.place ? { class: refOf(its) } : {}),
    ...(fields.length > 0 ? { extra: [...((node as Extended).extra ?? []), ...fields] } : {}),
  }
  return { ...node, ...more }
}

function object(
  { chain, nullPrototype, frozen, properties }: Extract<TakenObject, { kind: 'object' }>,
  fields: readonly Property[],
  classes: readonly Known[],
): ValueNode {
  const [own, ...above] = chain.map((number) => classes[number] ?? null)
  // Of another realm.
  const isPlain = own === undefined || (own?.name === 'Object' && own.place === null && !own.isNodes)
  if (!isPlain) {
    if (own === null) return { kind: 'native', what: outermostIn(above) ?? 'object with a prototype of its own' }
    const all = [own, ...above]
    const isUnplaced = own.place === null && own.name !== EMITTER
    if (isUnplaced || !all.every((its) => its !== null && isMakeable(its))) return { kind: 'native', what: own.name }
  }
  return {
    kind: 'object',
    class: isPlain ? null : refOf(own as Known),
    nullPrototype,
    frozen,
    properties: [...properties, ...fields],
  }
}

/** What a package says that it is, where it gives each instance a prototype of its own. */
function outermostIn(classes: readonly (Known | null)[]): string | null {
  return classes.findLast((its) => its?.place && isInPackages(its.place.file))?.name ?? null
}

/** Node's own; what it keeps of listeners isn't taken. */
export const EMITTER = 'EventEmitter'

/** Whether its properties are all of its state: the program's classes, and Node's emitter, which these extend. */
function isMakeable({ name, place }: Known): boolean {
  return place !== null || name === EMITTER || name === 'Object'
}

function refOf(known: Known | undefined): ClassRef | null {
  return known ? { name: known.name, place: known.place } : null
}
