/** The arguments of a call that has just begun. */
import type { Pattern } from 'acorn'
import type { FunctionFound } from './functions.ts'

/**
 * An expression that gives them as a list, in the frame of the call: those that the function can see, and not the index and
 * the list that `map` gives to all.
 */
export function argumentsIn({ isArrow, isGenerator, usesArguments, params }: FunctionFound): string {
  // Of a generator the call is long over when its code begins.
  if (isArrow || isGenerator) return shapesOf(params)
  if (usesArguments || params.at(-1)?.type === 'RestElement') return 'arguments'
  return `[].slice.call(arguments, 0, ${params.length})`
}

/** So, by the names that parameters have. */
export function shapesOf(params: readonly Pattern[]): string {
  return `[${params.map(shapeOf).join(', ')}]`
}

/** What has been taken apart, put together again as far as it is used. */
function shapeOf(pattern: Pattern): string {
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name
    case 'AssignmentPattern':
      return shapeOf(pattern.left)
    case 'RestElement':
      return `...${shapeOf(pattern.argument)}`
    case 'ArrayPattern':
      return `[${pattern.elements.map((it) => (it ? shapeOf(it) : 'undefined')).join(', ')}]`
    case 'ObjectPattern':
      return `{ ${pattern.properties.map(propertyOf).join(', ')} }`
    case 'MemberExpression':
      return 'undefined'
  }
}

function propertyOf(property: Extract<Pattern, { type: 'ObjectPattern' }>['properties'][number]): string {
  if (property.type === 'RestElement') return shapeOf(property)
  const { key, computed, value } = property
  if (computed) return '...{}'
  const name = key.type === 'Identifier' ? key.name : JSON.stringify((key as { value?: unknown }).value)
  return `${name}: ${shapeOf(value)}`
}

/** The variables that parameters are. */
export function namesIn(params: readonly Pattern[]): string[] {
  return params.flatMap((pattern): string[] => {
    switch (pattern.type) {
      case 'Identifier':
        return [pattern.name]
      case 'AssignmentPattern':
        return namesIn([pattern.left])
      case 'RestElement':
        return namesIn([pattern.argument])
      case 'ArrayPattern':
        return namesIn(pattern.elements.filter((it) => it !== null))
      case 'ObjectPattern':
        return namesIn(pattern.properties.map((it) => (it.type === 'RestElement' ? it : it.value)))
      case 'MemberExpression':
        return []
    }
  })
}
