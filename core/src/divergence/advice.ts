/** The next step after a divergence. */
import type { Divergence } from './divergence.ts'

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
  if (isForgivable(divergence)) {
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
function isForgivable({ expected, actual }: Divergence): boolean {
  return [actual?.name, expected?.op.name].some((name) => name !== undefined && /^(clock|random|crypto)\./.test(name))
}
