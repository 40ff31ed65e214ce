/**
 * Writes values as source: literals, `new Map(…)`, instances of classes. What stands in several places or in itself has a
 * name; statements before the call make it.
 */
import type { ValueGraph } from '../observation.ts'
import { Expressions } from './expressions.ts'
import { inLines } from './layout.ts'
import { Unavailable } from './making.ts'
import { type Plan, planOf } from './plan.ts'
import type { Root, Source, Surroundings } from './surroundings.ts'

/** Writes values, each root as one expression. */
export function writeValues(graph: ValueGraph, roots: readonly Root[], surroundings: Surroundings): Source {
  let plan: Plan
  try {
    plan = planOf(graph, roots, surroundings)
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'unavailable', path: error.path, what: error.message }
    throw error
  }
  const expressions = new Expressions(plan, surroundings)
  return {
    kind: 'source',
    statements: plan.steps.map((step) => inLines(expressions.statement(step), surroundings.style)),
    expressions: roots.map(({ index }) => expressions.of(index)),
  }
}
