/** Reads what the environment asks for, hides it from the program, and starts to record or to replay. */
import { createRequire } from 'node:module'
import { statSync } from 'node:fs'
import path from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type * as ExitCodes from './cli/exit-codes.ts'
import { CODE_FOLDER } from './code-folder.ts'
import { isLauncher, isTestRunner } from './launcher.ts'
import type * as Recorder from './recorder.ts'
import { ENV_NODE_OPTIONS, ENV_PATH, ENV_REQUEST, ENV_SWITCH, type Request } from './recording/request.ts'
import type * as Replayer from './replayer.ts'
import { hasRunnerFlags, takeRunnerFlags } from './runner-flags.ts'
import type * as Verifier from './verifier.ts'
import { withoutStdio } from './without-stdio.ts'

/** Only what is needed is loaded: a recorded program pays for no player. */
const require = createRequire(import.meta.url)
const load = (file: string): unknown => withoutStdio(() => require(file) as unknown)

/**
 * Starts what the environment asks for, if anything.
 *
 * @public Loaded by register.cts, which can't import it.
 */
export function startFromEnvironment(): void {
  if (!isMainThread) return
  takeFlagsOfRunner()
  const { env } = process
  const request = env[ENV_REQUEST]
  const on = !['', '0', 'false'].includes(env[ENV_SWITCH] ?? '')
  if (request === undefined && !on) return
  const asked = request === undefined ? null : (JSON.parse(request) as Request)
  // What only starts the program (npm, npx, tsx, …) leaves the variables to the program. It is never what is replayed.
  if (asked?.mode !== 'replay' && isLauncher(process.argv[1])) return
  const folder = env[ENV_PATH]
  restoreEnvironment(asked !== null)
  if (asked !== null) start(asked)
  else recorder().recordAlone(folder)
}

/** A test runner knows only its own flags, and looks at them before it loads anything of the project's. */
function takeFlagsOfRunner(): void {
  const { argv, env } = process
  if (!hasRunnerFlags(argv) || !isTestRunner(argv[1])) return
  const { rest, env: said, wrong } = takeRunnerFlags(argv)
  if (wrong !== null) {
    process.stderr.write(`retrace: ${wrong}\n`)
    process.exit((load('./cli/exit-codes.js') as typeof ExitCodes).EXIT_USAGE)
  }
  argv.splice(0, argv.length, ...rest)
  Object.assign(env, said)
}

function start(request: Request): void {
  if (request.mode === 'record') return recorder().recordFor(path.resolve(request.folder))
  if (request.mode === 'verify') return (load(fileOf('verifier')) as typeof Verifier).verifyProcess(request)
  const { replay } = load(fileOf('replayer')) as typeof Replayer
  replay(request)
}

function recorder(): typeof Recorder {
  return load(fileOf('recorder')) as typeof Recorder
}

/** A part as one file, which loads in half the time, where that is there and no module has been compiled since. */
function fileOf(part: string): string {
  const time = (name: string): number => statSync(path.join(CODE_FOLDER, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const bundle = `${part}-bundle.js`
  const isNew = time(bundle) > 0 && time(bundle) >= time('.tsbuildinfo')
  return isNew ? `./${bundle}` : `./${part}.js`
}

/** Neither the program nor its children see that they are recorded; children aren't. */
function restoreEnvironment(byCommand: boolean): void {
  const { env } = process
  const before = env[ENV_NODE_OPTIONS]
  for (const name of [ENV_REQUEST, ENV_NODE_OPTIONS, ENV_SWITCH, ENV_PATH]) delete env[name]
  if (!byCommand) return
  if (before === undefined || before === '') delete env['NODE_OPTIONS']
  else env['NODE_OPTIONS'] = before
}
