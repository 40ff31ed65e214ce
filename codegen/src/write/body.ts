/** The lines within a test: values that need a name, the state of modules, the call, and what is expected. */
import { escapeRegExp } from '@retrace/core/recordings'
import type { ModuleVariable } from '../observation.ts'
import { poolsOf } from '../project/instances.ts'
import { isMember, type Target } from '../project/target.ts'
import { writeValues } from '../values/source.ts'
import type { Root, Source, Surroundings } from '../values/surroundings.ts'
import { lower, type Names } from '../values/names.ts'
import { call, inOneLine, type Layout } from '../values/layout.ts'
import { awaited, errorOf, expectError, expectToSettle, settled, toItsEnd, type Called } from './assertion.ts'
import { inTurn } from './earlier.ts'
import type { DataFiles } from './data-files.ts'
import type { Imports } from './imports.ts'
import { areLoadedLate } from './environment.ts'
import { Modules } from './modules.ts'
import { expectResult } from './result.ts'
import { type Setting, settingFor } from './module-state.ts'
import { settingLines } from './setting.ts'
import type { SetInFile } from './set-in-file.ts'
import { forgetModules } from './start.ts'
import type { TakeBack } from './take-back.ts'
import { Instances, type Made } from './instances.ts'
import type { EarlierCall, Impossible, InstanceMaker, TestPlan } from './plan.ts'

export interface Around {
  readonly file: string
  /** Whether it has other tests. */
  readonly isShared: boolean
  /** What the file sets for all of its tests. */
  readonly set: ReadonlyMap<string, SetInFile>
  readonly takeBack: TakeBack
  readonly names: Names
  readonly imports: Imports
  readonly data: DataFiles
  /** A function of the test runner, imported where it has to be. */
  readonly functions: (name: string) => string
  /** Whether the project's linter has tests expect something. */
  readonly asksForExpectations: boolean
}

export interface Lines {
  readonly kind: 'body'
  readonly lines: readonly Layout[]
  /** Whether they are many recorded runs by themselves; else the whole test is one. */
  readonly isMany?: true
}

export type Body = Lines | Impossible

export function writeBody(plan: TestPlan, around: Around): Body {
  const its = writeCall(plan, around)
  if (its.kind === 'impossible') return its
  const setting = settingLines(plan, around)
  closePools(plan, around, its.modules)
  const expected = expectedOf(plan, around, its)
  if ('kind' in expected) return expected
  return { kind: 'body', lines: [...setting, ...loading(plan, around, its.modules), ...its.lines, ...expected] }
}

/** Jest waits for those that stay open. What other tests of the file leave open is theirs. */
export function closePools(
  { project, target, protocols }: TestPlan,
  { takeBack, isShared }: Around,
  modules: Modules,
): void {
  if (project.framework !== 'jest' || isShared || !protocols?.has('postgres')) return
  for (const { file, exported } of poolsOf(project, target.file)) {
    const { isLate } = modules
    takeBack.pool(isLate ? modules.outside(file, exported) : modules.expression(file, exported), isLate)
  }
}

/** Loads what is not imported, anew: another test may have loaded it. */
export function loading(plan: Pick<TestPlan, 'project'>, around: Around, { lines }: Modules): string[] {
  return lines.length === 0 ? [] : [forgetModules(plan, around), ...lines]
}

/** A call, with the lines that it needs before. */
export interface CallWritten {
  readonly kind: 'call'
  readonly lines: readonly Layout[]
  readonly called: Called
  readonly surroundings: Surroundings
  readonly modules: Modules
}

export function writeCall(plan: TestPlan, around: Around): CallWritten | Impossible {
  const { project, earlier = [], makers = [] } = plan
  const settable = settableState(plan)
  // What it sets of modules, or has them keep, is so only in its own: for other tests they are as they were loaded.
  const isKept = earlier.some(({ its: { call } }) => !makers.some(({ id }) => id === call.self))
  const isLate = settable.length > 0 || isKept || areLoadedLate(plan.environment ?? [], project, around)
  const modules = new Modules(project, around, isLate, plan.constructions)
  const surroundings = surroundingsOf(plan, around, modules)
  const context: Context = { project, around, modules, surroundings, instances: new Instances(makers) }
  const its = writeOne(plan, settable, context)
  if (its.kind === 'impossible') return its
  const before = earlier.flatMap(({ its: each, pause }) => {
    const written = writeOne(each, [], context)
    // What can't be had is tried without.
    if (written.kind === 'impossible') return []
    const [first, ...more] = [...written.lines, ...settledAs(each.call, written.called, context)].toReversed()
    return [...more.toReversed().map((line) => ({ its: line, pause: 0 })), { its: first as Layout, pause }]
  })
  const own = [...context.instances.lines, ...inTurn(before, around), ...its.lines]
  const lines = [...madeFor([...own, its.called.source], modules), ...own]
  return { kind: 'call', lines, called: plan.isLate ? toItsEnd(its.called) : its.called, surroundings, modules }
}

/** What makes instances of packages' classes that lines use. */
function madeFor(lines: readonly Layout[], { made }: Modules): Layout[] {
  const text = lines.map(inOneLine).join('\n')
  const isUsed = (name: string): boolean => new RegExp(String.raw`(?<![\w$.])${escapeRegExp(name)}(?![\w$])`).test(text)
  return made.filter(({ name }) => isUsed(name)).flatMap((its) => its.lines)
}

interface Context {
  readonly project: TestPlan['project']
  readonly around: Around
  readonly modules: Modules
  readonly surroundings: Surroundings
  readonly instances: Instances
}

/** A call with what it needs before. */
interface OneWritten {
  readonly kind: 'one'
  readonly lines: readonly Layout[]
  readonly called: Called
}

function writeOne(
  { target, call: its }: EarlierCall,
  settable: readonly Settable[],
  context: Context,
): OneWritten | Impossible {
  const { project, around, modules, surroundings, instances } = context
  const isOnInstance = isMember(target)
  const callee = isOnInstance ? '' : modules.expression(target.file, target.exported)
  if (isOnInstance && its.thisRoot === null)
    return { kind: 'impossible', path: 'this', what: 'nothing: the method was called without it' }
  const state = settable.map(({ variable, setting }) => ({ setting, name: modules.variable(variable) as string }))
  const roots: Root[] = [
    ...(isOnInstance ? [{ index: its.thisRoot as number, name: instanceName(target) }] : []),
    ...its.argumentRoots.map((index, i) => ({ index, name: target.parameters[i] ?? 'rest' })),
    ...state.flatMap(({ setting }) => setting.roots),
  ]
  const make = (maker: InstanceMaker): Made | Impossible => writeMaker(maker, context)
  if (isOnInstance) {
    const made = instances.make(its.self ?? null, make)
    if (made?.kind === 'impossible') return made
  }
  const write = (): Source =>
    writeValues(its.values, roots, { ...surroundings, instead: instances.instead(its.values) })
  const first = write()
  const isMore = first.kind === 'unavailable' && instances.makeIn(its.values, roots, make)
  const source = isMore ? write() : first
  if (source.kind === 'unavailable') return { kind: 'impossible', path: source.path, what: source.what }

  const lines: Layout[] = [...source.statements]
  const values = [...source.expressions]
  let receiver = ''
  if (isOnInstance) {
    const made = values.shift() as Layout
    const isNamed = typeof made === 'string' && (instances.has(made) || lines.length > 0) && isName(made)
    receiver = isNamed ? made : around.names.take((roots[0] as Root).name)
    if (receiver !== made) lines.push([`const ${receiver} = `, made])
  }
  const args = values.splice(0, its.argumentRoots.length)
  for (const { setting, name } of state) lines.push(...setting.lines(name, values.splice(0, setting.roots.length)))
  const { framework, style } = project
  return {
    kind: 'one',
    lines,
    called: { target, framework, style, source: callSource(target, callee, receiver, args) },
  }
}

/** An instance as the program made it. */
function writeMaker(maker: InstanceMaker, context: Context): Made | Impossible {
  const { around, modules } = context
  const name = around.names.take(lower(maker.name))
  if (maker.made === null) {
    const callee = modules.expression(maker.file, maker.exported)
    return { kind: 'made', lines: [`const ${name} = new ${callee}()`], name }
  }
  const its = writeOne(maker.made, [], context)
  if (its.kind === 'impossible') return its
  const { called } = its
  return { kind: 'made', lines: [...its.lines, [`const ${name} = `, awaited(called.target), called.source]], name }
}

/** What comes of a call that is no more than one before the one that is tested. */
function settledAs({ outcome }: EarlierCall['call'], called: Called, { around, modules }: Context): Layout[] {
  if (outcome?.kind === 'threw') {
    around.functions('expect')
    return expectError(called, outcome.error, modules.ownClassOf(outcome.error, undefined))
  }
  // Nobody waited for it, or not to its end.
  if (outcome === null && called.target.settles === 'later') return [['void ', called.source]]
  return [settled(called)]
}

function instanceName({ exported }: Target): string {
  return lower(exported.path.at(-1) ?? exported.name)
}

function callSource(target: Target, callee: string, receiver: string, args: readonly Layout[]): Layout {
  switch (target.kind) {
    case 'function':
      return call(callee, args)
    case 'constructor':
      return call(`new ${callee}`, args)
    case 'method':
      return call(`${target.isStatic ? callee : receiver}.${target.member}`, args)
    case 'getter':
      return `${target.isStatic ? callee : receiver}.${target.member}`
    case 'setter':
      return [`${target.isStatic ? callee : receiver}.${target.member} = `, args[0] ?? 'undefined']
  }
}

function expectedOf(
  plan: TestPlan,
  around: Around,
  { called, surroundings, modules }: CallWritten,
): Layout[] | Impossible {
  const { assertion, call: its, isLate = false, failure } = plan
  const error = isLate ? (failure?.error ?? null) : errorOf(its)
  if (assertion !== 'no-crash' && error) {
    around.functions('expect')
    const place = failure?.at?.file ?? plan.target.file
    return expectError(called, error, modules.ownClassOf(error, place))
  }
  if (assertion === 'result') {
    const instance = (className: string): string | null => modules.instanceThere(className)
    return expectResult(plan, called, { ...surroundings, instance, isExpected: true }, around)
  }
  const expected = expectToSettle(called, around.asksForExpectations)
  if (expected.isExpecting) around.functions('expect')
  return expected.lines
}

interface Settable {
  readonly variable: ModuleVariable
  readonly setting: Setting
}

function surroundingsOf(
  { project }: TestPlan,
  { names, data, functions, imports }: Around,
  modules: Modules,
): Surroundings {
  return {
    language: project.language,
    style: project.style,
    names,
    classSource: (ref) => modules.class(ref),
    maker: (ref) => modules.maker(ref),
    instance: (className) => modules.instance(className),
    functionSource: (its) => modules.function(its),
    symbol: (description) => modules.symbol(description),
    readable: () => imports.named('node:stream', 'Readable'),
    mock: () => `${functions(project.framework === 'vitest' ? 'vi' : 'jest')}.fn()`,
    dataFile: (name, content) => data.addLong(name, content),
  }
}

/** Of the variables of its module those that a test can set. Whether the failure needs others too is for the proof to say. */
function settableState({ call: { moduleState, values }, project }: TestPlan): Settable[] {
  return moduleState.flatMap((variable) => {
    const setting = settingFor(variable, values, project)
    return setting ? [{ variable, setting }] : []
  })
}

function isName(text: string): boolean {
  return /^[\w$]+$/.test(text)
}
