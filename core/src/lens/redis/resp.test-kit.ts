/** Values of RESP of every type, for properties. */
import fc from 'fast-check'
import type { Resp } from './resp.ts'

const line = fc.string({
  unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 12,
})
const blob = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const values = fc.letrec<{ resp: Resp }>((tie) => ({
  resp: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constantFrom('+', '-'), value: line }),
    fc.record({ type: fc.constantFrom(':', ','), value: fc.integer().map(String) }),
    fc.constantFrom<Resp>(
      { type: '_', value: '' },
      { type: '#', value: 't' },
      { type: '(', value: '12345678901234567890' },
    ),
    fc.record({ type: fc.constantFrom('$', '!', '='), value: blob }),
    fc.record({ type: fc.constantFrom('$', '*'), value: fc.constant(null) }),
    fc.record({ type: fc.constantFrom('*', '~', '>'), value: fc.array(tie('resp'), { maxLength: 4 }) }),
    fc.record({
      type: fc.constantFrom('%', '|'),
      value: fc.array(fc.tuple(tie('resp'), tie('resp')), { maxLength: 2 }).map((pairs) => pairs.flat()),
    }),
  ),
}))

export const resp: fc.Arbitrary<Resp> = values.resp
