/** Programs that fail, recorded and looked at. */
import path from 'node:path'
import {
  callsOf,
  candidatesOf,
  type CallSeen,
  type FailureFound,
  failuresOf,
  type Project,
  type ValueGraph,
} from '@retrace/codegen'
import { locateProject, openRecording } from '@retrace/core/recordings'
import { folderWith, recordNode } from '../support/cli.ts'

/** Records `node main.mjs`, or the first of the files. */
export function recorded(files: Readonly<Record<string, string>>, ...args: readonly string[]): Project {
  const folder = folderWith(files)
  recordNode(folder, ...(args.length > 0 ? args : [Object.keys(files)[0] as string]))
  const recording = openRecording(path.join(folder, 'recording'))
  return { recording, located: locateProject(recording, {}) }
}

export interface Observed {
  readonly project: Project
  readonly failure: FailureFound
  readonly calls: readonly CallSeen[]
}

/** The first failure that isn't an error that was caught, with the calls that led to it. */
export async function observe(files: Readonly<Record<string, string>>): Promise<Observed> {
  const project = recorded(files)
  const failure = (await failuresOf(project)).find(({ kind }) => kind !== 'caught') as FailureFound
  return { project, failure, calls: await callsOf(project, failure, await candidatesOf(project, failure)) }
}

/** A node of a graph with what it leads to; what leads back to itself is left out. */
export function shown({ nodes }: ValueGraph, root: number, above: readonly number[] = []): unknown {
  if (above.includes(root)) return `<${above.length - above.indexOf(root)} up>`
  const node = nodes[root]
  const inside = (at: number | null): unknown => (at === null ? '<hole>' : shown({ nodes }, at, [...above, root]))
  switch (node?.kind) {
    case 'primitive':
      return node.type === 'string' ? node.text : `<${node.text}>`
    case 'array':
      return node.items.map(inside)
    case 'map':
      return new Map(node.entries.map(([key, value]) => [inside(key), inside(value)]))
    case 'set':
      return new Set(node.items.map(inside))
    case 'object':
    case 'error': {
      const fields = node.properties.map(({ key, value, isPrivate }) => [
        `${isPrivate ? '#' : ''}${typeof key === 'string' ? key : String(inside(key.symbol))}`,
        inside(value),
      ])
      const name = node.class ? { '<class>': node.class.name } : {}
      return { ...name, ...Object.fromEntries(fields) }
    }
    default:
      return node
  }
}

export function argumentsOf({ values, argumentRoots }: CallSeen): unknown[] {
  return argumentRoots.map((root) => shown(values, root))
}
