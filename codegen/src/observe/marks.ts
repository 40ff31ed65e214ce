/**
 * Has the program itself say where functions are entered, by calls that are put into its code as that is compiled: with a
 * condition at a breakpoint V8 takes a hundred times as long. Nothing of the code is moved, so that stacks are as they were.
 */
import { fileURLToPath } from 'node:url'
import type { Probe } from '@retrace/core/recordings'
import { shapesOf } from './arguments.ts'
import { Debuggee, type Project, PROBE_VALUE } from './debuggee.ts'
import type { FunctionFound, Gap } from './functions.ts'
import type { Properties, RemoteObject } from './protocol.ts'

/** A function, and the number by which the probe knows it. */
export interface Numbered {
  readonly number: number
  readonly url: string
  readonly within: FunctionFound
}

/** A function of Node's loader that programs can have; around it are those that only Node has. */
const LOADER = "process.getBuiltinModule('node:module')._extensions['.js']"
/** Which of them give where Node compiles modules, and the name of each; its first two parameters are a name and a text. */
const COMPILERS = [
  ['wrapSafe', '(its) => its'],
  ['require', "(its) => its('internal/modules/esm/utils').compileSourceTextModule"],
] as const

/** What is marked in a replay, and in another one if that doesn't come to be as it should. */
export class Marks {
  #marked: readonly Numbered[] = []
  #areGivenUp = false

  /**
   * To be called before the program begins.
   *
   * @returns the numbers of those that are marked; of the others only breakpoints tell
   */
  async put(debuggee: Debuggee, functions: readonly Numbered[]): Promise<ReadonlySet<number>> {
    const marked = this.#areGivenUp ? [] : functions.filter(({ url, within }) => within.gap !== null && isFile(url))
    this.#marked = marked.length > 0 && (await watchCompilers(debuggee)) ? marked : []
    for (const its of this.#marked) await putMark(debuggee, its)
    return new Set(this.#marked.map(({ number }) => number))
  }

  /** Whether each of the modules has been compiled with its marks: some loaders have ways of their own. */
  async areThere(debuggee: Debuggee): Promise<boolean> {
    const compiled = await debuggee.call<string[]>(function (this: Pick<Probe, 'compiled'>) {
      return this.compiled
    })
    return this.#marked.every(({ url }) => namesOf(url).some((name) => compiled.includes(name)))
  }

  /** From now on there are none. Whether there were any. */
  giveUp(): boolean {
    this.#areGivenUp = true
    return this.#marked.length > 0
  }
}

/**
 * Looks at a replay with marks; where they don't come through, at another one without.
 *
 * @param look - gives null where the replay didn't come to where it should
 * @returns empty where none did
 */
export async function lookWithMarks<T>(
  project: Project,
  look: (debuggee: Debuggee, marks: Marks) => Promise<T[] | null>,
): Promise<T[]> {
  const marks = new Marks()
  let seen: T[] | null = null
  while (seen === null) {
    seen = await look(await Debuggee.start(project, 'sync'), marks)
    if (seen === null && !marks.giveUp()) return []
  }
  return seen
}

function isFile(url: string): boolean {
  return url.startsWith('file:')
}

/** The names by which Node may compile a module. */
function namesOf(url: string): string[] {
  return [fileURLToPath(url), url]
}

async function putMark(debuggee: Debuggee, { number, url, within }: Numbered): Promise<void> {
  const { at, length } = within.gap as Gap
  const args: unknown[] = [namesOf(url), length, at, textOf(number, within)]
  await debuggee.call(
    function (this: Pick<Probe, 'mark'>, ...its: Parameters<Probe['mark']>) {
      this.mark(...its)
    } as never,
    args.map((value) => ({ type: typeof value, value })),
  )
}

/** Parameters that nothing reads any more are gone once V8 has optimised the code, unless a function holds them. */
function textOf(number: number, { isArrow, isGenerator, params }: FunctionFound): string {
  const held = isArrow || isGenerator ? `, () => ${shapesOf(params)}` : ''
  return `${PROBE_VALUE}.reach(${number}${held});`
}

/** Has texts replaced on their way to V8. Whether Node has the functions for that which it is expected to have. */
async function watchCompilers(debuggee: Debuggee): Promise<boolean> {
  const around = await aroundLoader(debuggee)
  for (const [variable, code] of COMPILERS) {
    const its = around.find(({ name }) => name === variable)?.value
    const compiler = its && (await debuggee.callFor(code, [its]).catch(() => null))
    const [, name, text] = /^function \w+\((\w+), (\w+)\b/.exec(compiler?.description ?? '') ?? []
    if (!compiler || text === undefined) return false
    const condition = `(${text} = ${PROBE_VALUE}.marked(${name}, ${text}), false)`
    await debuggee.inspector.send('Debugger.setBreakpointOnFunctionCall', { objectId: compiler.objectId, condition })
  }
  return true
}

/** The variables around a function of Node's loader. */
async function aroundLoader({ inspector }: Debuggee): Promise<Properties['result']> {
  const of = (its: RemoteObject | undefined): Promise<Properties> => {
    const { objectId } = its ?? {}
    return objectId === undefined
      ? Promise.resolve({ result: [] })
      : inspector.send<Properties>('Runtime.getProperties', { objectId, ownProperties: true })
  }
  const { result: loader } = await inspector.send<{ result: RemoteObject }>('Runtime.evaluate', { expression: LOADER })
  const scopes = (await of(loader)).internalProperties?.find(({ name }) => name === '[[Scopes]]')?.value
  return (await of((await of(scopes)).result[0]?.value)).result
}
