/** A replay under the inspector. */
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { RetraceError } from '@retrace/core'
import {
  type Located,
  PROBE,
  type Probe,
  type Recording,
  type Run,
  startReplay,
  type StartOptions,
  type StopReason,
} from '@retrace/core/recordings'
import { endWithThis } from '../end-with-this.ts'
import { empty, notSameAgain, whyOtherwise } from './ended.ts'
import { Inspector } from './inspector.ts'
import {
  asArgument,
  type CallFrame,
  type Paused,
  type Position,
  type RemoteObject,
  type ScriptParsed,
} from './protocol.ts'
import { Scripts } from './scripts.ts'
import { letWorkersRun } from './workers.ts'

/** How many stacks are kept, from await to await. */
const ASYNC_DEPTH = 64

export interface Project {
  readonly recording: Recording
  readonly located: Located
  readonly node?: string | undefined
}

export interface Stopped {
  readonly reason: StopReason
  /** What it is about: an error, an exit code, the number of an event. */
  readonly value: RemoteObject
}

export interface Moment {
  readonly event: number
  readonly now: number
  readonly random: string | null
}

export interface Noted {
  readonly at: number
  readonly moment: Moment
}

export class Debuggee {
  readonly inspector: Inspector
  readonly scripts: Scripts
  /** The probe that core has planted. */
  readonly probe: RemoteObject
  readonly #child: ChildProcess
  readonly #breakpoints = new Map<string, string>()
  readonly #ended: Promise<Run>
  #onPause: (paused: Paused) => void

  private constructor(
    inspector: Inspector,
    scripts: Scripts,
    probe: RemoteObject,
    child: ChildProcess,
    ended: Promise<Run>,
  ) {
    this.inspector = inspector
    this.scripts = scripts
    this.probe = probe
    this.#child = child
    this.#ended = ended
    this.#onPause = () => {}
    inspector.on<Paused>('Debugger.paused', (paused) => this.#onPause(paused))
  }

  /**
   * Starts a replay, which stands still before the first line of the program.
   *
   * @param stacks - whether they are kept across awaits: that takes as long as a third of all else
   */
  static async start({ recording, located, node }: Project, stacks: 'sync' | 'async'): Promise<Debuggee> {
    // By the stop of `--inspect-brk` V8 crashes up to Node 22, where a module keeps a class with private names to itself.
    const options: StartOptions = { node, observed: true, nodeFlags: ['--inspect-wait=127.0.0.1:0'] }
    const { child, ended } = startReplay(recording, located, options)
    child.stdout?.resume()
    const over = endWithThis(child.pid)
    ended.finally(over).catch(() => {})
    // A tape may be over before the first line.
    const early = ended.then((run) => {
      throw whyOtherwise(recording, located, run) ?? whyNoDebugger(recording, located, run)
    })
    const address = await Promise.race([addressOf(child), early])
    const started = connect(address, stacks === 'async' ? ASYNC_DEPTH : 0).catch((error: NodeJS.ErrnoException) => {
      if (!isUnreachable(error)) return early
      // It waits for its debugger.
      child.kill('SIGKILL')
      throw whyUnreachable(recording, address, error)
    })
    const { inspector, scripts, probe } = await Promise.race([started, early])
    return new Debuggee(inspector, scripts, probe, child, ended)
  }

  /** Goes on to the end of the program, looking wherever it stops. */
  async run(look: (paused: Paused) => Promise<void>): Promise<Run> {
    const failed = new Promise<never>((_, reject) => {
      this.#onPause = (paused) =>
        void look(paused)
          .then(() => this.#resume())
          .catch(reject)
    })
    await this.#resume()
    try {
      return await Promise.race([this.#ended, failed])
    } finally {
      this.end()
    }
  }

  /** Ends the replay where it is. */
  end(): void {
    this.#child.kill('SIGKILL')
    this.inspector.close()
  }

  /** Why the probe has stopped the program; null where something else has. */
  async stopOf({ callFrames: [frame] }: Paused): Promise<Stopped | null> {
    if (frame?.functionName !== 'stop' || !this.scripts.isEngine(frame.location.scriptId)) return null
    const [reason, value] = await Promise.all([this.evaluate(frame, 'reason'), this.evaluate(frame, 'value')])
    return { reason: reason.value as StopReason, value }
  }

  /** Sets a breakpoint, also in a script that is not there yet; what is asked for twice is one. */
  async breakAt(url: string, { lineNumber, columnNumber }: Position, condition: string): Promise<string> {
    const key = `${url}:${lineNumber}:${columnNumber} ${condition}`
    const known = this.#breakpoints.get(key)
    if (known !== undefined) return known
    const where = { url, lineNumber, columnNumber, condition }
    const { breakpointId } = await this.inspector.send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', where)
    this.#breakpoints.set(key, breakpointId)
    return breakpointId
  }

  /** Stops before an event. */
  async stopAt(event: number): Promise<void> {
    await this.call(
      function (this: { stopsAt: Set<number> }, index: number) {
        this.stopsAt.add(index)
      },
      [{ type: 'number', value: event }],
    )
  }

  /** Stops where calls of a function reach what was put into its code. */
  async stopIn(functionNumber: number, calls: readonly number[]): Promise<void> {
    await this.call(
      function (this: Pick<Probe, 'stopIn'>, its: number, numbers: number[]) {
        this.stopIn(its, numbers)
      },
      [
        { type: 'number', value: functionNumber },
        { type: 'object', value: calls },
      ],
    )
  }

  async moment(): Promise<Moment> {
    return this.call<Moment>(function (this: Omit<Moment, 'random'> & { random(): string | null }) {
      return { event: this.event, now: this.now, random: this.random() }
    })
  }

  /** Which of the errors that were noted it is, from 0; the first time it is noted it comes last. */
  async note(error: RemoteObject): Promise<Noted> {
    return this.call<Noted>(
      function (this: Omit<Moment, 'random'> & { random(): string | null; note(its: unknown): number }, its: unknown) {
        return { at: this.note(its), moment: { event: this.event, now: this.now, random: this.random() } }
      },
      [error],
    )
  }

  /** Calls a function in the program, whose `this` is the probe. It may use nothing but its parameters. */
  async call<T>(code: (this: never, ...args: never[]) => T, args: readonly RemoteObject[] = []): Promise<T> {
    return (await this.callFor(code, args, true)).value as T
  }

  async callFor(
    code: string | ((this: never, ...args: never[]) => unknown),
    args: readonly RemoteObject[],
    returnByValue = false,
  ): Promise<RemoteObject> {
    const { result, exceptionDetails } = await this.inspector.send<Answer>('Runtime.callFunctionOn', {
      objectId: this.probe.objectId,
      functionDeclaration: code.toString(),
      arguments: args.map(asArgument),
      returnByValue,
      silent: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result
  }

  /** A list of all that has what a function gives as a prototype. */
  async all(prototype: (this: never) => object): Promise<RemoteObject> {
    const { objectId: prototypeObjectId } = await this.callFor(prototype, [])
    const { objects } = await this.inspector.send<{ objects: RemoteObject }>('Runtime.queryObjects', {
      prototypeObjectId,
    })
    return objects
  }

  /** The value of an expression in a frame. */
  async evaluate({ callFrameId }: CallFrame, expression: string): Promise<RemoteObject> {
    const { result, exceptionDetails } = await this.inspector.send<Answer>('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression,
      silent: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result
  }

  async #resume(): Promise<void> {
    // It may have been ended meanwhile.
    await this.inspector.send('Debugger.resume').catch(() => {})
  }
}

interface Answer {
  readonly result: RemoteObject
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteObject }
}

/** In the program, the probe; modules may have a `Symbol` of their own, and Node's do. */
export const PROBE_VALUE: string = `globalThis[globalThis.Symbol.for('${PROBE}')]`

/** Waits for the program to stand still before its first line. */
async function connect(address: string, maxDepth: number): Promise<Pick<Debuggee, 'inspector' | 'scripts' | 'probe'>> {
  const inspector = await Inspector.connect(address)
  const scripts = new Scripts(inspector)
  // It waits for its debugger to go.
  inspector.on('Runtime.executionContextDestroyed', () => inspector.close())
  inspector.on<ScriptParsed>('Debugger.scriptParsed', (script) => scripts.add(script))
  const atStart = new Promise<void>((resolve) => inspector.on('Debugger.paused', () => resolve()))
  await inspector.send('Runtime.enable')
  await inspector.send('Debugger.enable', { maxScriptsCacheSize: 0 })
  await inspector.send('Debugger.setAsyncCallStackDepth', { maxDepth })
  await letWorkersRun(inspector)
  await inspector.send('Runtime.runIfWaitingForDebugger')
  await atStart
  const { result } = await inspector.send<{ result: RemoteObject }>('Runtime.evaluate', { expression: PROBE_VALUE })
  return { inspector, scripts, probe: result }
}

function whyNoDebugger(recording: Recording, located: Located, { exit, report }: Run): RetraceError {
  if (report?.outcome === 'cut') return empty(recording)
  return notSameAgain(recording, located, `exit code ${exit.code}, before its first line`)
}

/** Whether there is no way to it; where it is gone already, or closes the connection, its process has ended. */
function isUnreachable({ syscall, code = '' }: NodeJS.ErrnoException): boolean {
  return syscall === 'connect' && !/^(?:ECONNREFUSED|ECONNRESET)$/.test(code)
}

function whyUnreachable({ folder }: Recording, address: string, error: Error): RetraceError {
  return new RetraceError(
    'DEBUGGER_UNREACHABLE',
    { what: folder, where: new URL(address).host, why: error.message },
    error,
  )
}

/** Where the inspector listens, as Node says on stderr, whose rest is the program's. */
function addressOf(child: ChildProcess): Promise<string> {
  const stderr = child.stderr as Readable
  let said = ''
  return new Promise((resolve) => {
    const read = (part: Buffer): void => {
      said += part.toString('utf8')
      const [url] = /ws:\/\/\S+(?=\s)/.exec(said) ?? []
      if (url === undefined) return
      stderr.off('data', read).resume()
      resolve(url)
    }
    stderr.on('data', read)
  })
}
