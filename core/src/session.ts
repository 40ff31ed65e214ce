/**
 * A session: this process, recorded or replayed. `register.ts` starts it from the environment that the command (or
 * the user) has set.
 */
import process from 'node:process'
import { syncBuiltinESMExports } from 'node:module'
import { boundaries } from './boundary/index.ts'
import type { Boundary, Context } from './boundary/boundary.ts'
import { Patches } from './boundary/patches.ts'
import { exitBoundary, type ExitHooks } from './boundary/process/exit.ts'
import type { Gate } from './gate/gate.ts'

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

/** Facts of this process that a replay answers with. */
export function collectFacts(): Record<string, unknown> {
  return {
    pid: process.pid,
    ppid: process.ppid,
    cwd: process.cwd(),
    argv: process.argv,
    execArgv: process.execArgv,
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    timeZone: process.env['TZ'] ?? null,
    stdio: ['stdin', 'stdout', 'stderr'].map((_, descriptor) => descriptor),
  }
}
