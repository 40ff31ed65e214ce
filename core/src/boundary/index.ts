/** The list of boundaries. A new one is one file and one line here. */
import type { Boundary } from './boundary.ts'
import { childSync } from './child-sync.ts'
import { clock } from './clock.ts'
import { compiledCode } from './compiled-code.ts'
import { cryptoBoundary } from './crypto/index.ts'
import { dnsBoundary } from './dns.ts'
import { engine } from './engine.ts'
import { fileSystem } from './fs/index.ts'
import { handles } from './handle/index.ts'
import { intl } from './intl.ts'
import { loader } from './loader.ts'
import { messagePort } from './message-port.ts'
import { moduleHooks } from './module-hooks.ts'
import { objectUrl } from './object-url.ts'
import { performanceBoundary } from './performance.ts'
import { env } from './process/env.ts'
import { facts } from './process/facts.ts'
import { random } from './random.ts'
import { stackFrames } from './stack-frames.ts'
import { taints } from './taints.ts'
import { timers } from './timers.ts'
import { wasm } from './wasm.ts'
import { zlibBoundary } from './zlib.ts'

/** In the order in which they are installed. */
export const boundaries: readonly Boundary[] = [
  // Before all others, so that what they do while they load is known for what it is.
  stackFrames,
  loader,
  timers,
  clock,
  random,
  facts,
  env,

  dnsBoundary,
  childSync,
  fileSystem,
  cryptoBoundary,
  zlibBoundary,
  wasm,
  compiledCode,
  messagePort,
  moduleHooks,
  objectUrl,
  intl,
  performanceBoundary,
  engine,
  taints,
  // Looks at the tape while it is installed (was there a parent?), so that all classes on it have to be known.
  handles,
]
