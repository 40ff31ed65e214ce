/** Tries a test of a call that also sets variables of other modules than its own: of those that had changed the fewest that it takes. */
import type { CallSeen, ModuleVariable } from './observation.ts'
import { callsOf } from './observe/calls.ts'
import type { Project } from './observe/debuggee.ts'
import { modulesIn } from './observe/named.ts'
import { Loaded } from './project/loaded.ts'
import { exportOfVariable } from './project/exports.ts'
import type { UserProject } from './project/project.ts'
import { fewestOf } from './prove/fewest.ts'
import type { Tried } from './prove/tried.ts'
import type { AfterTrial } from './try-after-calls.ts'
import type { Attempt } from './try-earlier.ts'
import { settingFor } from './write/module-state.ts'

/** Null where no other module had anything that a test can set, or where that will not do either. */
export async function tryElsewhere(
  project: Project,
  { user, target, failure, found, call }: Pick<AfterTrial, 'user' | 'target' | 'failure' | 'found' | 'call'>,
  attempt: (call: CallSeen) => Promise<Attempt>,
): Promise<Tried | null> {
  const files = new Loaded(user, [target.file]).files.filter((file) => file !== target.file && mayKeep(user, file))
  if (files.length === 0 || found.failsBefore) return null
  const elsewhere = (await modulesIn(project)).filter(({ file }) => files.includes(file))
  const [seen] = await callsOf(project, failure, [{ ...found, elsewhere }])
  if (!seen) return null
  const isOther = ({ file }: ModuleVariable): boolean => file !== target.file
  const others = seen.moduleState.filter((its) => isOther(its) && settingFor(its, seen.values, user) !== null)
  const own = seen.moduleState.filter((its) => !isOther(its))
  const attemptWith = (kept: readonly ModuleVariable[]): Promise<Attempt> =>
    attempt({ ...seen, part: call.part, moduleState: [...own, ...kept] })
  const kept = await fewestOf(others, async (its) => (await attemptWith(its)).shows())
  return kept && (await attemptWith(kept)).try()
}

const UNCHANGING = /Function|Keyword$|^(?:String|Numeric|BigInt|NoSubstitutionTemplate|RegularExpression)/

/** Whether it exports a variable that is more than a function. */
function mayKeep(user: UserProject, name: string): boolean {
  const file = user.file(name)
  return file.getVariableDeclarations().some((its) => {
    const value = its.getInitializer()?.getKindName() ?? ''
    return !UNCHANGING.test(value) && exportOfVariable(file, its.getName()) !== null
  })
}
