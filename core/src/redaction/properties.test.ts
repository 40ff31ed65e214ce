/** For any JSON with secrets in it, in whatever form they stand there, none is left; what is around them is. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange } from '../lens/lens.ts'
import { isSecretName } from './names.ts'
import { Placeholders } from './placeholder.ts'
import { redact } from './redact.ts'

const placeholders = new Placeholders(Buffer.alloc(32, 1))

/** Of a kind that anybody may draw or choose, and that no text has by itself. */
const secret = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9+/=_.~!@#$%^&*()'"<>\\ é-]{6,30}$/), fc.nat())
  .map(([text, n]) => `Q${n}${text.trim()}z7`)

/** How a secret gets into a text. */
const put: ((it: string, padding: string) => string)[] = [
  (it, padding) => padding + it + padding,
  (it) => encodeURIComponent(it),
  (it) => JSON.stringify({ it }),
  (it) => JSON.stringify({ it: JSON.stringify({ it }) }),
  (it, padding) => Buffer.from(padding + it + padding).toString('base64'),
  (it, padding) => Buffer.from(padding + it).toString('base64url'),
  (it) => Buffer.from(it).toString('hex'),
]

/** Drawn names are seldom those of secrets, but some are: what stands under `cvv` is meant to be replaced. */
function namesSecrets(value: unknown): boolean {
  return JSON.stringify(value)
    .split(/[^\w -]+/)
    .some((it) => isSecretName(it))
}

const planted = fc.record({
  secret,
  value: fc.jsonValue({ maxDepth: 2 }).filter((it) => !namesSecrets(it)),
  places: fc.array(
    fc.record({
      how: fc.constantFrom(...put.keys()),
      padding: fc.constantFrom('', ' ', '; ', 'a: ', ', ab '),
      /** Where it is cut into pieces, of a thousand parts. */
      cut: fc.nat({ max: 999 }),
    }),
    { maxLength: 5 },
  ),
})

function exchange(body: string, cut: number): Exchange {
  const bytes = Buffer.from(body)
  const at = Math.floor((bytes.length * cut) / 1000)
  const sent = [bytes.subarray(0, at), bytes.subarray(at)].map((its, i) => ({ at: i, bytes: its }))
  return { protocol: 'raw', at: 0, endedAt: null, sent, received: [] } as Exchange
}

function hidden(exchanges: readonly Exchange[]): { exchanges: Exchange[]; bodies: string[] } {
  const to = { host: 'it.test', port: 80, secure: false }
  const recorded = exchanges.map((it) => ({ to, connection: 1, exchange: it, broke: null }))
  const its = redact({ exchanges: recorded, random: {} }, { rules: [], env: {}, placeholders }).exchanges
  const bodies = its.map((it) => {
    const { sent } = it.exchange as unknown as { sent: { bytes: Buffer }[] }
    return Buffer.concat(sent.map(({ bytes }) => bytes)).toString()
  })
  return { exchanges: its.map((it) => it.exchange), bodies }
}

test('nothing of it is left, in any form', () => {
  fc.assert(
    fc.property(planted, ({ secret: its, value, places }) => {
      const texts = places.map(({ how, padding }) => (put[how] as (typeof put)[0])(its, padding))
      const cuts = places.map(({ cut }) => cut)
      const body = JSON.stringify({ value, password: its })
      const all = [exchange(body, 500), ...texts.map((text, i) => exchange(text, cuts[i] as number))]
      const { bodies, exchanges } = hidden(all)
      for (const [i, text] of [body, ...texts].entries()) {
        expect(Buffer.byteLength(bodies[i] as string)).toBe(Buffer.byteLength(text))
        for (const form of put.map((it) => it(its, ''))) expect(bodies[i]).not.toContain(form)
        const inside = [bodies[i], Buffer.from(bodies[i] as string, 'base64').toString()]
        for (const it of inside) expect(it).not.toContain(its)
      }
      // What is JSON stays it, and what is no secret as it was.
      expect((JSON.parse(bodies[0] as string) as { value: unknown }).value).toEqual(JSON.parse(JSON.stringify(value)))
      // What was replaced once is left.
      expect(hidden(exchanges).bodies).toEqual(bodies)
    }),
    { numRuns: 300 },
  )
})
