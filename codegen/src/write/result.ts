/** The lines that call a function, and say that it gives what it gave. */
import { call, type Layout } from '../values/layout.ts'
import { nodeAt } from '../values/shape.ts'
import { writeValues } from '../values/source.ts'
import type { Surroundings } from '../values/surroundings.ts'
import { awaited, type Called } from './assertion.ts'
import type { Around } from './body.ts'
import { loosened } from './loose.ts'
import type { Impossible, TestPlan } from './plan.ts'
import { tell } from './tell.ts'

export function expectResult(
  { call: { values, outcome }, expected = { kind: 'exact' } }: TestPlan,
  { target, source, style }: Called,
  surroundings: Surroundings,
  around: Around,
): Layout[] | Impossible {
  const isGiving = !target.isGenerator && target.kind !== 'constructor' && target.kind !== 'setter'
  if (outcome?.kind !== 'returned' || !isGiving)
    return { kind: 'impossible', path: 'result', what: 'nothing was seen to come of it' }
  const its: Layout = [awaited(target), source]
  if (expected.kind === 'told') return tell(its, expected.file, style, around)
  around.functions('expect')
  const { graph, root, instead } = loosened(values, outcome.root, expected.kind === 'loose' ? expected.volatile : [])
  if (nodeAt(graph, root).kind === 'primitive' && !instead.has(root)) {
    const result = writeValues(graph, [{ index: root, name: 'result' }], surroundings)
    if (result.kind === 'unavailable') return { kind: 'impossible', path: result.path, what: result.what }
    const [value] = result.expressions as [Layout]
    const expectation: Layout = [
      call('expect', [its]),
      value === 'undefined' ? '.toBeUndefined()' : call('.toBe', [value]),
    ]
    return [...result.statements, expectation]
  }
  const name = around.names.take('result')
  const result = writeValues(graph, [{ index: root, name: 'expected' }], { ...surroundings, instead })
  // What was too large to look at, or is a live thing, is no expectation.
  if (result.kind === 'unavailable') return { kind: 'impossible', path: result.path, what: result.what }
  const [value] = result.expressions as [Layout]
  return [[`const ${name} = `, its], ...result.statements, [call('expect', [name]), call('.toEqual', [value])]]
}
