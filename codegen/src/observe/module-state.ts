/** Variables of a module that have changed since it was loaded. */
import { isInPackages } from '../in-packages.ts'
import type { ModuleVariable, ValueGraph } from '../observation.ts'
import { Graph } from '../values/graph.ts'
import type { Debuggee } from './debuggee.ts'
import type { CallFrame, Properties, RemoteObject } from './protocol.ts'

/** What a client of a package has come to is made again by what it is answered; sockets can't be had. */
function isData({ nodes }: ValueGraph): boolean {
  return nodes.every((node) => {
    if (/^(?:native|cut|stream)$/.test(node.kind)) return false
    return node.kind !== 'object' || !isInPackages(node.class?.place?.file ?? '')
  })
}

type Values = ReadonlyMap<string, RemoteObject>

export class ModuleState {
  readonly #debuggee: Debuggee
  readonly #names: readonly string[]
  /** What they were last seen to be while the module was loaded, as text. */
  readonly #loaded = new Map<string, string>()
  /** In the program: gives the variables, wherever it is asked. */
  #reader: RemoteObject | null = null

  constructor(debuggee: Debuggee, names: readonly string[]) {
    this.#debuggee = debuggee
    this.#names = names
  }

  /** Notes what they are at the end of the module. */
  async note(frame: CallFrame): Promise<void> {
    for (const [name, value] of await this.#valuesIn(frame))
      this.#loaded.set(name, JSON.stringify(await this.#seen(value)))
  }

  /** So, where the module is another than that of the call. */
  async noteElsewhere(frame: CallFrame): Promise<void> {
    await this.note(frame)
    const read = this.#names.map((name) => `try { its.${name} = ${name} } catch {}`)
    const reader = `() => { const its = {}; ${read.join('; ')}; return its }`
    // What a stop gives lasts only as long as the stop.
    this.#reader = await this.#debuggee.callFor(((its: unknown) => its) as never, [
      await this.#debuggee.evaluate(frame, reader),
    ])
  }

  /** Takes those that have changed, where the module has run. */
  async takeElsewhere(graph: Graph): Promise<Omit<ModuleVariable, 'file'>[]> {
    if (this.#reader === null) return []
    const all = await this.#debuggee.callFor(((read: () => unknown) => read()) as never, [this.#reader])
    return this.#changed(await this.#propertiesOf(all, this.#names), graph)
  }

  /** Takes those that have changed. */
  async take(frame: CallFrame, graph: Graph): Promise<Omit<ModuleVariable, 'file'>[]> {
    return this.#changed(await this.#valuesIn(frame), graph)
  }

  async #changed(values: Values, graph: Graph): Promise<Omit<ModuleVariable, 'file'>[]> {
    const taken: Omit<ModuleVariable, 'file'>[] = []
    for (const [name, value] of values) {
      const before = this.#loaded.get(name)
      const now = await this.#seen(value)
      if (before === undefined || before === JSON.stringify(now) || !isData(now)) continue
      const [root] = await graph.take([value])
      taken.push({ name, root: root as number })
    }
    return taken
  }

  async #seen(value: RemoteObject): Promise<ValueGraph> {
    const graph = new Graph(this.#debuggee)
    await graph.take([value])
    return graph.finish()
  }

  /** Inner variables hide those of the module. */
  async #valuesIn({ scopeChain }: CallFrame): Promise<Values> {
    const values = new Map<string, RemoteObject>()
    if (this.#names.length === 0) return values
    for (const { type, object } of scopeChain) {
      if (type === 'global') break
      for (const [name, value] of await this.#propertiesOf(object, this.#names))
        if (!values.has(name)) values.set(name, value)
    }
    return values
  }

  async #propertiesOf({ objectId }: RemoteObject, names: readonly string[]): Promise<Values> {
    const { result } = await this.#debuggee.inspector.send<Properties>('Runtime.getProperties', {
      objectId,
      ownProperties: true,
    })
    return new Map(result.flatMap(({ name, value }) => (value && names.includes(name) ? [[name, value]] : [])))
  }
}
