/** Functions of the user's source, by their names, or all that there are. */
import type { CandidateFound } from './candidates.ts'
import { Debuggee, type Project } from './debuggee.ts'
import type { NamedFunction, NamedModule, Scripts } from './scripts.ts'

/**
 * Those that are called so, to be looked at in their first calls.
 *
 * @param wanted - `total`, `Order.total`
 */
export async function functionsNamed(project: Project, wanted: string): Promise<CandidateFound[]> {
  const found = await functionsIn(project, wanted)
  return found.map((its, number) => callOf(its, number, 1))
}

/** @param wanted - null for all of them */
export function functionsIn(project: Project, wanted: string | null): Promise<NamedFunction[]> {
  return inScripts(project, (scripts, scriptId) => scripts.named(scriptId, wanted))
}

/** The modules of the user's source. */
export function modulesIn(project: Project): Promise<NamedModule[]> {
  return inScripts(project, async (scripts, scriptId) => {
    const its = await scripts.moduleAt(scriptId)
    return its ? [its] : []
  })
}

async function inScripts<T>(
  project: Project,
  look: (scripts: Scripts, scriptId: string) => Promise<T[]>,
): Promise<T[]> {
  const debuggee = await Debuggee.start(project, 'sync')
  const found: Promise<T[]>[] = []
  // Not every replay comes to an exit, and after it there is nothing to look at.
  debuggee.scripts.forEach((scriptId) => found.push(look(debuggee.scripts, scriptId).catch(() => [])))
  await debuggee.run(async () => {})
  return (await Promise.all(found)).flat()
}

export function callOf({ url, within, declared }: NamedFunction, number: number, call: number): CandidateFound {
  return {
    number,
    name: within.name,
    place: declared,
    isAsync: within.isAsync,
    url,
    within,
    at: number,
    call,
    isWaiting: false,
    failsAtOnce: false,
    failsBefore: false,
  }
}
