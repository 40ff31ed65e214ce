/** Sets variables of modules to what they were: collections and objects that are exported, by changing what is in them. */
import type { ModuleVariable, ValueGraph } from '../observation.ts'
import { nodeAt } from '../values/shape.ts'
import { call, type Layout } from '../values/layout.ts'

/**
 * @param name - by which the test has the variable
 * @param value - the source of what it was
 * @returns statements, or null where it can't be set from outside
 */
export function settingOf({ root }: ModuleVariable, graph: ValueGraph, name: string, value: Layout): Layout[] | null {
  const node = nodeAt(graph, root)
  const item = name === 'item' ? 'each' : 'item'
  switch (node.kind) {
    case 'map':
      return [`${name}.clear()`, ['for (const [key, value] of ', value, `) ${name}.set(key, value)`]]
    case 'set':
      return [`${name}.clear()`, [`for (const ${item} of `, value, `) ${name}.add(${item})`]]
    case 'array':
      return [[`${name}.splice(0, ${name}.length, ...`, value, ')']]
    case 'object':
      return node.properties.some(({ isPrivate }) => isPrivate) ? null : [call('Object.assign', [name, value])]
    default:
      return null
  }
}
