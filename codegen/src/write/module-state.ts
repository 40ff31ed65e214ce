/** Sets variables of modules to what they were: collections and objects that are exported, by changing what is in them. */
import type { ModuleVariable, ValueGraph } from '../observation.ts'
import { exportOfVariable } from '../project/exports.ts'
import type { UserProject } from '../project/project.ts'
import { call, type Layout } from '../values/layout.ts'
import { occurrencesOf, ownPartsOf } from '../values/parts.ts'
import { nodeAt } from '../values/shape.ts'
import type { Root } from '../values/surroundings.ts'

/** How a variable is set, once its values are written. */
export interface Setting {
  readonly roots: readonly Root[]
  /**
   * @param name - by which the test has the variable
   * @param values - the sources of the roots
   */
  readonly lines: (name: string, values: readonly Layout[]) => Layout[]
}

/** Entries that are more are set in a loop. */
const FEW = 5

/** Null where a test can't set it: also where it is not exported. */
export function settingFor(
  variable: ModuleVariable,
  graph: ValueGraph,
  project: Pick<UserProject, 'file' | 'language'>,
): Setting | null {
  const { file, name } = variable
  return exportOfVariable(project.file(file), name) && settingOf(variable, graph, project.language)
}

/** Null where a variable can't be set from outside. */
export function settingOf(
  { root: index, name: own }: ModuleVariable,
  graph: ValueGraph,
  language: 'typescript' | 'javascript',
): Setting | null {
  const node = nodeAt(graph, index)
  const parts = ownPartsOf(node)
  const isFew = parts.length <= FEW
  const whole: Root[] = [{ index, name: own }]
  const inner: Root[] = parts.flatMap((part) => occurrencesOf(part, { path: own, name: own }, graph))
  switch (node.kind) {
    case 'map': {
      if (isFew)
        return {
          roots: inner,
          lines: (name, values) => [`${name}.clear()`, ...pairs(values).map((pair) => call(`${name}.set`, pair))],
        }
      const loop = (name: string, value: Layout): Layout => [
        'for (const [key, value] of ',
        value,
        `) ${name}.set(key, value)`,
      ]
      // Of a list of pairs TypeScript can't tell keys from values.
      if (language === 'typescript')
        return { roots: whole, lines: (name, [value = '']) => [`${name}.clear()`, loop(name, value)] }
      return {
        roots: inner,
        lines: (name, values) => [`${name}.clear()`, loop(name, list(pairs(values).map(list)))],
      }
    }
    case 'set': {
      if (isFew)
        return {
          roots: inner,
          lines: (name, values) => [`${name}.clear()`, ...values.map((value) => call(`${name}.add`, [value]))],
        }
      return {
        roots: inner,
        lines: (name, values) => {
          const item = name === 'item' ? 'each' : 'item'
          return [`${name}.clear()`, [`for (const ${item} of `, list(values), `) ${name}.add(${item})`]]
        },
      }
    }
    case 'array':
      // A hole is no value.
      if (isFew && node.items.length === parts.length)
        return { roots: inner, lines: (name, values) => [call(`${name}.splice`, ['0', `${name}.length`, ...values])] }
      return { roots: whole, lines: (name, [value = '']) => [[`${name}.splice(0, ${name}.length, ...`, value, ')']] }
    case 'object':
      if (node.properties.some(({ isPrivate }) => isPrivate)) return null
      return { roots: whole, lines: (name, [value = '']) => [call('Object.assign', [name, value])] }
    default:
      return null
  }
}

function list(items: readonly Layout[]): Layout {
  return { open: '[', items, close: ']' }
}

/** Keys and values in turn. */
function pairs(values: readonly Layout[]): Layout[][] {
  return values.flatMap((key, i) => (i % 2 === 0 ? [[key, values[i + 1] as Layout]] : []))
}
