/** The next step after a divergence. */
import type { Divergence } from './divergence.ts'
import { isColourLookup, isForgivable, isPrint } from './forgivable.ts'

/** Events before and after the divergence that the suggested command lists. */
const AROUND = 20

/** What a person can do now; each line a sentence. */
export function adviceFor(divergence: Divergence, recording = 'RECORDING'): string[] {
  const lines: string[] = []
  switch (divergence.kind) {
    case 'DIVERGED_IDLE':
      lines.push('Something in the program no longer starts what the recording waits for, or waits for something real.')
      break
    case 'DIVERGED_EXTRA':
    case 'DIVERGED_LEFTOVER':
    case 'DIVERGED_EXIT':
      lines.push(
        'If the code has changed since the recording, this is where its behaviour changed: it ends differently.',
      )
      break
    default:
      lines.push('If the code has changed since the recording, this is where its behaviour changed.')
  }
  if (isForgiven(divergence)) {
    lines.push('For a line that was only added while debugging: replay with --lenient.')
  }
  const around = divergence.expected?.index ?? divergence.before.at(-1)?.index
  if (around !== undefined) {
    const from = Math.max(0, around - AROUND)
    lines.push(`What was recorded there: retrace inspect ${recording} --from ${from} --to ${around + AROUND}`)
  }
  lines.push(`What ${divergence.kind} means: docs/errors.md#${divergence.kind.toLowerCase()}`)
  return lines
}

/** Whether one of the two sides is of the kind that `--lenient` lets pass. */
function isForgiven({ expected, actual }: Divergence): boolean {
  if (expected && isForgivable(expected.op)) return true
  if (!actual) return false
  const { name, target, fields } = actual
  return isForgivable(actual) || isColourLookup(name, fields) || isPrint(name, target, fields)
}
