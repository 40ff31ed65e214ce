/** What kind of thing a process has as stdin, stdout and stderr. */
import tty from 'node:tty'
import { originalFs } from '../originals.ts'

export interface StdioFacts {
  readonly kind: 'tty' | 'pipe' | 'file'
  /** Size of a terminal, in characters. */
  readonly columns?: number
  readonly rows?: number
}

/** Looks at a descriptor as Node does: what is neither a terminal nor a pipe or socket is a file. */
export function stdioFacts(descriptor: number): StdioFacts {
  if (tty.isatty(descriptor)) {
    const [columns, rows] = descriptor === 0 ? [] : terminalSize(descriptor)
    return columns === undefined || rows === undefined ? { kind: 'tty' } : { kind: 'tty', columns, rows }
  }
  try {
    // As bigint: Node's `realpathSync` looks at what the last plain `stat` left behind, and stops at a pipe.
    const stat = originalFs.fstatSync(descriptor, { bigint: true })
    return { kind: stat.isFIFO() || stat.isSocket() ? 'pipe' : 'file' }
  } catch {
    return { kind: 'file' }
  }
}

function terminalSize(descriptor: number): [number, number] | [] {
  const stream = descriptor === 1 ? process.stdout : process.stderr
  return stream.isTTY ? [stream.columns, stream.rows] : []
}
