/** Where a recorded project is on this machine. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { originalFs as fs } from '../originals.ts'
import { scriptOf, SOURCES } from './manifest.ts'
import type { Recording } from './open.ts'

export interface Located {
  /** The folder that stands for the recorded project folder. */
  readonly root: string
  /** Whether these are the recorded copies. */
  readonly recorded: boolean
}

export interface LocateOptions {
  /** `live` or `recorded`. */
  readonly sources?: string | undefined
  /** Where the user says that the project is. */
  readonly root?: string | undefined
  /** Whether the project that the recording lies in comes before the one that it was made in. */
  readonly isNear?: boolean
}

/**
 * Finds the project: where it was recorded, else around the recording's folder, else around the current folder, else the
 * copies in the recording.
 *
 * @throws RetraceError `SOURCES_MISSING` where there is nothing to run
 */
export function locateProject({ folder, manifest }: Recording, options: LocateOptions): Located {
  const { root } = manifest.sources
  const copies = path.join(folder, SOURCES)
  const script = scriptBelow(root, scriptOf(manifest))
  if (options.sources === 'recorded') {
    if (script === null ? !fs.existsSync(copies) : !holds(copies, script))
      throw new RetraceError('SOURCES_MISSING', { what: folder })
    return { root: copies, recorded: true }
  }
  if (options.root !== undefined) return { root: path.resolve(options.root), recorded: false }
  // `node -e`, or a recording whose end nobody saw: it can only be where it was.
  if (script === null) return { root, recorded: false }
  const around = [...ancestors(folder).slice(1), ...ancestors(process.cwd())]
  const nearby = (options.isNear ? [...around, root] : [root, ...around]).find((candidate) => holds(candidate, script))
  if (nearby !== undefined) return { root: nearby, recorded: false }
  if (!holds(copies, script)) throw new RetraceError('SOURCES_MISSING', { what: folder })
  return { root: copies, recorded: true }
}

function scriptBelow(root: string, script: string | null): string | null {
  if (root === '' || script === null) return null
  const relative = path.relative(root, script)
  return relative.startsWith('..') || path.isAbsolute(relative) ? null : relative
}

/** Whether a script is there; Node takes `app` for `app.js`. */
function holds(root: string, script: string): boolean {
  return ['', '.js', '.cjs', '.mjs', '/index.js', '/package.json'].some((end) =>
    fs.existsSync(path.join(root, script) + end),
  )
}

/** A folder and those above it, innermost first. */
export function ancestors(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}
