/** Functions that were called in a run, by their names. */
import type { CandidateFound } from './candidates.ts'
import { Debuggee, type Project } from './debuggee.ts'
import type { NamedFunction } from './scripts.ts'

/**
 * Those of the user's source that are called so, to be looked at in their first calls.
 *
 * @param wanted - `total`, `Order.total`
 */
export async function functionsNamed(project: Project, wanted: string): Promise<CandidateFound[]> {
  const debuggee = await Debuggee.start(project, 'sync')
  const found: Promise<NamedFunction[]>[] = []
  // Not every replay comes to an exit, and after it there is nothing to look at.
  debuggee.scripts.forEach((scriptId) => found.push(debuggee.scripts.named(scriptId, wanted).catch(() => [])))
  await debuggee.run(async () => {})
  return (await Promise.all(found)).flat().map(({ url, within, declared }, number) => ({
    number,
    name: within.name,
    place: declared,
    isAsync: within.isAsync,
    url,
    within,
    at: number,
    call: 1,
    isWaiting: false,
    failsAtOnce: false,
    failsBefore: false,
  }))
}
