/** Puts the boundaries in place that tests have, once for a process. */
import { syncBuiltinESMExports } from 'node:module'
import type { Boundary } from '../boundary/boundary.ts'
import { clock, installDate } from '../boundary/clock.ts'
import { compilation, isCompiling } from '../boundary/compilation.ts'
import { cryptoBoundary } from '../boundary/crypto/index.ts'
import { dnsBoundary } from '../boundary/dns.ts'
import type * as Files from '../boundary/fs/index.ts'
import { connections } from '../boundary/handle/index.ts'
import { Patches } from '../boundary/patches.ts'
import { random } from '../boundary/random.ts'
import { resourceTiming } from '../boundary/resource-timing.ts'
import { timers } from '../boundary/timers.ts'
import { unseen } from '../boundary/unseen.ts'
import { ClockGate } from '../gate/clock.ts'
import { installShortWay } from '../gate/dispatcher/install.ts'
import { DrawGate } from '../gate/draw.ts'
import { loadLate } from '../code-folder.ts'
import { RetraceError } from '../errors.ts'
import { setRealm } from '../external/realm.ts'
import { FsGate } from '../gate/fs.ts'
import type { LiveGate } from '../gate/live.ts'
import type { Recorded } from '../lens/recorded.ts'
import { unseenBegun } from '../gate/unseen-work.ts'
import { WireGate } from '../gate/wire/wire.ts'
import { OriginalDate, OriginalWeakSet } from '../originals.ts'
import type { TimelineOptions } from '../player/timeline.ts'
import { wayTo } from '../serve/virtual-listen.ts'
import { knownSessions } from './sessions.ts'

export interface TestGates {
  readonly clock: ClockGate
  readonly draw: DrawGate
  readonly wire: WireGate
  /** Answers `fetch` from what was recorded without a connection, where that can be. */
  readonly openShortWay: (recorded: readonly Recorded[]) => void
  /** How a scope's time may pass. */
  readonly timeline: TimelineOptions
}

let installed: TestGates | null = null

/**
 * Makes ready for recordings: connections that are opened before the first one begins can be used in it. Where this
 * process is recorded or replayed as a whole, a test can't be; it is told so once it asks.
 */
export function prepare(): void {
  testBoundariesOrNull()
}

/** Null where this process is recorded or replayed as a whole. */
export function testBoundariesOrNull(): TestGates | null {
  try {
    return installTestBoundaries()
  } catch (error) {
    if (RetraceError.is(error) && error.code === 'PATCH_TWICE') return null
    throw error
  }
}

/** @throws RetraceError `PATCH_TWICE` where this process is recorded or replayed as a whole */
export function installTestBoundaries(): TestGates {
  installed ??= install()
  return installed
}

/**
 * Makes another realm of this process ready (a vm context, as Jest has one for each test file): what is a realm's own is
 * its `Date` and its `Math`.
 *
 * @returns takes it back
 */
export function installRealm(realm: typeof globalThis): () => void {
  const gates = testBoundariesOrNull()
  if (!gates) return () => {}
  const { clock: clockGate, draw } = gates
  setRealm(realm)
  // A realm may have several global objects; its dates have one prototype.
  const { prototype } = realm.Date
  if (prototype === OriginalDate.prototype || ready.has(prototype)) return () => {}
  const patches = new Patches()
  installDate({ gate: clockGate, patches, realm, facts: {} })
  random.install({ gate: draw, patches, realm, facts: {} })
  nameDisposal(realm)
  ready.add(prototype)
  return () => {
    setRealm(globalThis)
    patches.undo()
    ready.delete(prototype)
  }
}

/** What `await using` is compiled to looks for them in its own realm, and Node 20 has them in that of the process only. */
function nameDisposal(realm: typeof globalThis): void {
  for (const name of ['dispose', 'asyncDispose'] as const)
    if (!(name in realm.Symbol)) Object.defineProperty(realm.Symbol, name, { value: Symbol[name] })
}

let files: FsGate | null = null

/** Files are stood before only once a recording asks for it: each call of `fs` costs a little more then. */
export function installFiles(): void {
  if (files) return
  // Loaded here, since most tests never need it.
  const { fileSystem } = loadLate('boundary/fs/index.js') as typeof Files
  const gate = new FsGate()
  const patches = new Patches()
  try {
    gate.aside(() => fileSystem.install({ gate, patches, realm: globalThis, facts: {} }))
    syncBuiltinESMExports()
  } catch (error) {
    patches.undo()
    throw error
  }
  files = gate
}

/** Realms that are ready, by the prototype of their dates. */
const ready = new OriginalWeakSet<object>()

function install(): TestGates {
  const patches = new Patches()
  const [clockGate, drawGate, wire] = [
    new ClockGate(),
    new DrawGate(),
    new WireGate({ sessions: knownSessions, wayTo }),
  ]
  const put = (gate: LiveGate, boundaries: readonly Boundary[]): void =>
    gate.aside(() => {
      for (const boundary of boundaries) boundary.install({ gate, patches, realm: globalThis, facts: {} })
    })
  try {
    put(clockGate, [timers, clock, compilation, resourceTiming, unseen])
    put(drawGate, [random, cryptoBoundary])
    put(wire, [dnsBoundary, connections])
    syncBuiltinESMExports()
  } catch (error) {
    patches.undo()
    throw error
  }
  return {
    clock: clockGate,
    draw: drawGate,
    wire,
    openShortWay: (recorded) => clockGate.aside(() => installShortWay(globalThis, recorded, wire)),
    timeline: { isBusy: wire.isBusy, isComputing: isCompiling, begun: unseenBegun, aside: clockGate.aside },
  }
}
