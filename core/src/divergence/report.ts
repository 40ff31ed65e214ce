/** Writes a divergence report to stderr. */
import { inspect } from 'node:util'
import { originalFs } from '../originals.ts'
import type { Divergence } from './divergence.ts'

export function reportDivergence(divergence: Divergence): void {
  const { kind, expected, actual, before, stack } = divergence
  const show = (value: unknown): string => inspect(value, { depth: 4, breakLength: 120, maxStringLength: 300, maxArrayLength: 40 })
  const lines = [
    `retrace: ${kind}`,
    `  recorded next: ${expected ? `#${expected.index} ${expected.op.name} ${expected.target} ${show(expected.fields)}` : 'nothing: the recording ends here'}`,
    `  program did:   ${actual ? `${actual.name} ${actual.target} ${show(actual.fields)}` : 'nothing'}`,
    ...before.map((event) => `    #${event.index} ${event.op.name} ${event.target} ${show(event.fields)}`),
    stack,
    '',
  ]
  originalFs.writeSync(2, lines.join('\n'))
}
