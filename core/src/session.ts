/**
 * A session: this process, recorded or replayed. `register.cts` starts it from the environment that the command (or
 * the user) has set.
 */
import { syncBuiltinESMExports } from 'node:module'
import { boundaries } from './boundary/index.ts'
import type { Boundary, Context } from './boundary/boundary.ts'
import { Patches } from './boundary/patches.ts'
import { exitBoundary, type ExitHooks } from './boundary/process/exit.ts'
import { stdioFacts } from './recording/stdio.ts'
import type { Gate } from './gate/gate.ts'
import { originalFs as fs } from './originals.ts'

/** Puts all boundaries in place against a gate. */
export function installBoundaries(gate: Gate, facts: Readonly<Record<string, unknown>>, hooks: ExitHooks): Patches {
  const patches = new Patches()
  const context: Context = { gate, patches, realm: globalThis, facts }
  const all: readonly Boundary[] = [...boundaries, exitBoundary(hooks)]
  gate.inside++
  try {
    for (const boundary of all) boundary.install(context)
    syncBuiltinESMExports()
  } catch (error) {
    patches.undo()
    throw error
  } finally {
    gate.inside--
  }
  return patches
}

/** Facts of this process that a replay is started with and answers with. */
export function collectFacts(): Record<string, unknown> {
  const { env } = process
  const environment: Record<string, string> = {}
  for (const name of Object.keys(env)) if (READ_BY_NODE.test(name)) environment[name] = env[name] as string
  return {
    pid: process.pid,
    ppid: process.ppid,
    cwd: process.cwd(),
    title: process.title,
    argv: process.argv,
    execArgv: process.execArgv,
    execPath: process.execPath,
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    timeZone: timeZone(),
    environment,
    stdio: [0, 1, 2].map(stdioFacts),
  }
}

/**
 * Variables that Node and its libraries in C++ read by themselves, from the real environment: a replay has to be
 * started with them. What the program reads is on the tape.
 */
const READ_BY_NODE =
  /^(NODE_(OPTIONS|PATH|ENV|EXTRA_CA_CERTS|ICU_DATA|DEBUG|DEBUG_NATIVE|NO_WARNINGS|PENDING_DEPRECATION|PENDING_PIPE_INSTANCES|PRESERVE_SYMLINKS(_MAIN)?|SKIP_PLATFORM_CHECK|TLS_REJECT_UNAUTHORIZED|USE_ENV_PROXY|DISABLE_COLORS|COMPILE_CACHE)|UV_THREADPOOL_SIZE|TZ|LANG|LANGUAGE|LC_\w+|FORCE_COLOR|NO_COLOR|TERM|COLORTERM|SSL_CERT_(DIR|FILE)|OPENSSL_CONF)$/

/** The zone by the environment or the machine's setting; `Intl` would cost a start-up tens of milliseconds. */
function timeZone(): string | null {
  const set = process.env['TZ']
  if (set !== undefined && set !== '') return set.replace(/^:/, '')
  try {
    return /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(fs.readlinkSync('/etc/localtime', 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}
