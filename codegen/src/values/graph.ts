/** The graph of values in a program that stands still. */
import type { ClassRef, Given, Instance, ValueGraph, ValueNode } from '../observation.ts'
import type { Probe } from '@retrace/core/recordings'
import { isInPackages } from '../in-packages.ts'
import type { Debuggee } from '../observe/debuggee.ts'
import type { Location, Properties, RemoteObject } from '../observe/protocol.ts'
import { instanceStandIn } from './instance-stand-in.ts'
import { type Known, type Made, resolved } from './resolve.ts'
import { type Caller, spyOn } from './spy-on.ts'
import { uncover } from './uncover.ts'
import { take, type Taken, type TakenNode, type TakenProperty } from './take.ts'

/** More text and bytes than these, and more objects, are not looked at. */
const REQUEST = { budget: 16_000_000, mostNodes: 50_000 }

/** Takes values one after the other into one graph. */
export class Graph {
  readonly #debuggee: Debuggee
  /** Private fields, by the node that they are of. */
  readonly #fields = new Map<number, TakenProperty[]>()
  /** So many classes have been looked for. */
  #uncovered = 0
  #state: RemoteObject = { type: 'object', subtype: 'null', value: null }

  constructor(debuggee: Debuggee) {
    this.#debuggee = debuggee
  }

  /** @returns the numbers of their nodes */
  async take(values: readonly RemoteObject[]): Promise<number[]> {
    const roots = await this.#take(values)
    await this.#takeWithin()
    return roots
  }

  async #take(values: readonly RemoteObject[]): Promise<number[]> {
    const request: RemoteObject = { type: 'object', value: REQUEST }
    const answer = await this.#debuggee.callFor(take as never, [this.#state, request, ...values])
    const [state, roots] = await Promise.all([
      this.#debuggee.callFor(((its: { state: Taken }) => its.state) as never, [answer]),
      this.#debuggee.call(((its: { roots: number[] }) => its.roots) as never, [answer]),
    ])
    this.#state = state
    await this.#uncover()
    return roots as number[]
  }

  /** Finds classes that mixins have put their own `constructor` over: no reference leads from a prototype to its class. */
  async #uncover(): Promise<void> {
    const count = await this.#debuggee.call<number>((({ covered }: Taken) => covered.length) as never, [this.#state])
    if (count === this.#uncovered) return
    this.#uncovered = count
    const functions = await this.#debuggee.all(() => Function.prototype)
    await this.#debuggee.call(uncover as never, [this.#state, functions])
  }

  /**
   * From now on notes what functions among the values give, where a call makes theirs.
   *
   * @param isHad - whether a test can have a class
   */
  async spyOnFunctions(caller: Omit<Caller, 'classes'>, isHad: (its: ClassRef) => boolean): Promise<void> {
    const names = await this.#debuggee.call<string[]>((({ classNames }: Taken) => classNames) as never, [this.#state])
    const made = await Promise.all(names.map((_, i) => this.#madeAt('classes', i)))
    const classes = made.flatMap(({ place }, i) => (isHad({ name: names[i] as string, place }) ? [] : [i]))
    const takeNow = await this.#debuggee.callFor(`function () { return ${take.toString()} }`, [])
    const [request, its] = [REQUEST, { ...caller, classes }].map((value): RemoteObject => ({ type: 'object', value }))
    await this.#debuggee.callFor(spyOn as never, [this.#state, takeNow, request, its] as RemoteObject[])
  }

  /** What can only be seen from outside, and what is in that. */
  async #takeWithin(): Promise<void> {
    do await this.#takePrivate()
    while (await this.#takeSettled())
  }

  /** All that was taken. */
  async finish(): Promise<ValueGraph> {
    await this.#takeWithin()
    await this.#noteWaiting()
    const { nodes, classNames } = await this.#debuggee.call<Pick<Taken, 'nodes' | 'classNames'>>(
      (({ nodes, classNames }: Taken) => ({ nodes, classNames })) as never,
      [this.#state],
    )
    const places = await Promise.all(classNames.map((_, i) => this.#madeAt('classes', i)))
    const classes = classNames.map((name, i): Known => ({ name, ...(places[i] as Made) }))
    const functions = await Promise.all(
      nodes.map(async (node, i) => (isPlaced(node) ? (await this.#madeAt('objects', i)).place : null)),
    )
    const ids = new Map(await this.#noteInstances(nodes.length))
    return {
      nodes: nodes.map((node, i): ValueNode => {
        const its = instanceStandIn(node, nodes)
        const fields = isOfClass(its) ? (this.#fields.get(i) ?? []) : []
        const instance = instanceIn(node, ids.get(i), classes)
        return { ...resolved(its, fields, classes, functions[i]), ...(instance ? { instance } : {}) }
      }),
    }
  }

  /** By which instances are known again, by their nodes. */
  #noteInstances(count: number): Promise<[number, number][]> {
    return this.#debuggee.call(
      function (this: Pick<Probe, 'note'>, { nodes, objects }: Taken, until: number) {
        const isInstance = (node: TakenNode): boolean => 'chain' in node && node.chain?.[0] !== undefined
        return nodes
          .slice(0, until)
          .flatMap((node, i) => (isInstance(node) ? [[i, this.note(objects[i])] as [number, number]] : []))
      },
      [this.#state, { type: 'number', value: count }],
    )
  }

  /** Private fields; what is in them may have some too. */
  async #takePrivate(): Promise<void> {
    for (;;) {
      const todo: number[] = await this.#debuggee.call((({ withPrivate }: Taken) => withPrivate) as never, [
        this.#state,
      ])
      const left = todo.slice(this.#fields.size)
      if (left.length === 0) return
      for (const at of left) this.#fields.set(at, await this.#fieldsOf(at))
    }
  }

  /** What has become of promises. A `then` would have rejections handled, and runs code of the classes of promises. */
  async #takeSettled(): Promise<boolean> {
    const open = await this.#debuggee.call<number[]>(
      (({ open, nodes }: Taken) => open.filter((at) => nodes[at]?.kind === 'promise')) as never,
      [this.#state],
    )
    let isAny = false
    for (const at of open) {
      const { internalProperties = [] } = await this.#propertiesOf(await this.#objectAt(at))
      const its = (name: string): RemoteObject | undefined => internalProperties.find((it) => it.name === name)?.value
      const [state, result] = [its('[[PromiseState]]')?.value, its('[[PromiseResult]]')]
      if (state === 'pending' || result === undefined) continue
      isAny = true
      const [value] = await this.#take([result])
      const given: Given = { how: state === 'rejected' ? 'rejected' : 'resolved', value: value as number }
      await this.#debuggee.call(
        (({ nodes, open }: Taken, index: number, is: Given) => {
          ;(nodes[index] as { given: Given }).given = is
          open.splice(open.indexOf(index), 1)
        }) as never,
        [this.#state, { type: 'number', value: at }, { type: 'object', value: given }],
      )
    }
    return isAny
  }

  /** Of which nothing has become; a signal that has been aborted meanwhile can't be had. */
  async #noteWaiting(): Promise<void> {
    await this.#debuggee.call(
      (({ open, nodes, objects }: Taken) => {
        for (const at of open) {
          const node = nodes[at]
          if (node?.kind === 'promise') (node as { given: Given }).given = { how: 'waits' }
          if (node?.kind === 'signal' && Reflect.get(AbortSignal.prototype, 'aborted', objects[at]) === true)
            nodes[at] = { kind: 'native', what: 'an AbortSignal that was aborted meanwhile' }
        }
      }) as never,
      [this.#state],
    )
  }

  #objectAt(at: number): Promise<RemoteObject> {
    return this.#debuggee.callFor(((its: Taken, i: number) => its.objects[i]) as never, [
      this.#state,
      { type: 'number', value: at },
    ])
  }

  async #fieldsOf(at: number): Promise<TakenProperty[]> {
    const { privateProperties = [] } = await this.#propertiesOf(await this.#objectAt(at))
    // Private methods are listed too, as functions.
    const fields = privateProperties.flatMap(({ name, value }) =>
      value && value.type !== 'function' ? [{ name, value }] : [],
    )
    const numbers = await this.#take(fields.map(({ value }) => value))
    return fields.map(({ name }, i) => ({
      key: name.slice(1),
      value: numbers[i] as number,
      enumerable: false,
      isPrivate: true,
    }))
  }

  /** Of a class, or a function among the objects. */
  async #madeAt(list: 'classes' | 'objects', number: number): Promise<Made> {
    const its = await this.#debuggee.callFor(
      ((taken: Taken, name: 'classes' | 'objects', i: number) => taken[name][i]) as never,
      [this.#state, { type: 'string', value: list }, { type: 'number', value: number }],
    )
    const { internalProperties = [] } = await this.#propertiesOf(its)
    const location = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as
      | Location
      | undefined
    if (!location) return { place: null, isNodes: false }
    const place = this.#debuggee.scripts.anyPlaceOf(location)
    return { place, isNodes: place === null }
  }

  async #propertiesOf({ objectId }: RemoteObject): Promise<Properties> {
    return this.#debuggee.inspector.send('Runtime.getProperties', { objectId, ownProperties: true })
  }
}

/** Classes have places of their own. */
function isPlaced(node: TakenNode): boolean {
  return node.kind === 'function' && node.class === null && node.builtIn === null
}

function instanceIn(node: TakenNode, id: number | undefined, classes: readonly Known[]): Instance | null {
  const its = 'chain' in node ? classes[node.chain?.[0] ?? -1] : undefined
  if (id === undefined || !its?.place || isInPackages(its.place.file)) return null
  return { id, class: { name: its.name, place: its.place } }
}

function isOfClass(node: TakenNode): boolean {
  return 'chain' in node && (node.chain?.length ?? 0) > 0
}
