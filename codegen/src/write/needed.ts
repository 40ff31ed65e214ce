/** Which environment variables the modules of a test may have read: what other modules of the program read it has no need of. */
import type { Variable } from '@retrace/core/recordings'
import { isInPackages } from '../in-packages.ts'
import { Loaded } from '../project/loaded.ts'
import type { TestPlan } from './plan.ts'

/** Those that were read in the call itself, and those that what it loads may have read before. */
export function neededBy(plan: TestPlan): readonly Variable[] {
  const { environment = [], project } = plan
  if (!environment.some(({ isEarly }) => isEarly)) return environment
  const makers = (plan.makers ?? []).flatMap(({ made }) => made ?? [])
  const calls = [plan, ...(plan.earlier ?? []).map(({ its }) => its), ...makers]
  const files = calls.map(({ target }) => target.file)
  for (const node of calls.flatMap(({ call }) => call.values.nodes)) {
    if (node.kind === 'native') return environment
    const place = ('class' in node && node.class?.place) || null
    if (place === null) continue
    // The project may have an instance of it, which it makes anywhere.
    if (isInPackages(place.file)) return environment
    files.push(place.file)
  }
  const loaded = new Loaded(project, files)
  return environment.filter(({ name, isEarly }) => !isEarly || loaded.mayRead(name))
}
