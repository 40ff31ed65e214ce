/** The program's own stdin, stdout and stderr. In replay, what it prints is printed. */
import process from 'node:process'
import { originalFs } from '../../originals.ts'
import type { Handle } from './classes.ts'
import type { Printer, StreamSupport } from './stream.ts'

/** Patches nothing yet; gives what prints the bytes of a stdio handle in replay. */
export function installStdio(_support: StreamSupport): Printer {
  return (handle: Handle, bytes: Uint8Array) => {
    for (const [name, descriptor] of [['stdout', 1], ['stderr', 2]] as const) {
      const stream = process[name] as unknown as { _handle?: Handle }
      if (stream._handle === handle) print(descriptor, bytes)
    }
  }
}

/** Writes all bytes, waiting where the reader is slow. */
export function print(descriptor: 1 | 2, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += originalFs.writeSync(descriptor, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
    }
  }
}
