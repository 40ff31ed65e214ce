/** What a recording could not capture, in a line each. */
import type { Manifest } from '../recording/manifest.ts'

export function describeTaint({ taint }: Pick<Manifest, 'taint'>): string[] {
  return taint.map(({ reason, where }) => `the recording is tainted: ${reason}${where === '' ? '' : ` (${where})`}`)
}
