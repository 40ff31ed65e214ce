import type { Manifest } from './manifest.ts'

/** How it came that a recording is cut off, in words. */
export function howCut({ exit }: Pick<Manifest, 'exit'>): string {
  if (exit?.signal) return `the recorded program was ended by ${exit.signal}`
  if (exit) return `the recorded program went on unrecorded, and exited with ${exit.code}`
  return 'nobody saw how the recorded program ended'
}
