/** Variables of a module that have changed since it was loaded. */
import { isInPackages } from '../in-packages.ts'
import type { ModuleVariable, ValueGraph } from '../observation.ts'
import { Graph } from '../values/graph.ts'
import type { Debuggee } from './debuggee.ts'
import type { FunctionFound } from './functions.ts'
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

  constructor(debuggee: Debuggee, { reads }: FunctionFound) {
    this.#debuggee = debuggee
    this.#names = reads
  }

  /** Notes what they are at the end of the module. */
  async note(frame: CallFrame): Promise<void> {
    for (const [name, value] of await this.#valuesIn(frame))
      this.#loaded.set(name, JSON.stringify(await this.#seen(value)))
  }

  /** Takes those that have changed. */
  async take(frame: CallFrame, graph: Graph): Promise<Omit<ModuleVariable, 'file'>[]> {
    const taken: Omit<ModuleVariable, 'file'>[] = []
    for (const [name, value] of await this.#valuesIn(frame)) {
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
      const { objectId } = object
      const { result } = await this.#debuggee.inspector.send<Properties>('Runtime.getProperties', {
        objectId,
        ownProperties: true,
      })
      for (const { name, value } of result)
        if (value && this.#names.includes(name) && !values.has(name)) values.set(name, value)
    }
    return values
  }
}
