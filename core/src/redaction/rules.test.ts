import { expect, test } from 'vitest'
import type { Exchange } from '../lens/lens.ts'
import { Placeholders } from './placeholder.ts'
import { redact } from './redact.ts'
import { isForbidRule, isRedactRule, type RedactRule } from './rules.ts'

const BODY = {
  user: { email: 'jane@x.test', name: 'Jane', age: 41 },
  ids: ['A-77-b', 'A-78-c'],
  password: 'hunter2hunter2',
}

interface Http {
  readonly request: { readonly headers: string[]; readonly target: string; readonly body: { readonly bytes: Buffer }[] }
}

function exchange(body: unknown): Exchange {
  const headers = ['X-Customer', 'Jane Doe & Sons', 'Accept', '*/*']
  const bytes = Buffer.from(JSON.stringify(body))
  const request = {
    method: 'POST',
    target: '/?who=Jane%20Doe',
    version: '1.1',
    headers,
    body: [{ at: 0, bytes }],
    trailers: [],
  }
  return { protocol: 'http', at: 0, endedAt: 1, request, interim: [], response: null } as Exchange
}

function redacted(
  rules: readonly RedactRule[],
  body: unknown = BODY,
): { body: typeof BODY; text: string; request: Http['request'] } {
  const to = { host: 'it.test', port: 80, secure: false }
  const said = { exchanges: [{ to, connection: 1, exchange: exchange(body), broke: null }], random: {} }
  const { exchanges } = redact(said, { rules, env: {}, placeholders: new Placeholders() })
  const [{ exchange: hidden } = {}] = exchanges
  const { request } = hidden as unknown as Http
  const text = String(request.body[0]?.bytes)
  return { text, body: JSON.parse(text) as typeof BODY, request }
}

test.each([
  ['$.body.user.email'],
  ['body.user.email'],
  ['$..email'],
  ['email'],
  [/jane@\S+?test/],
  ['/JANE@x\\.test/i'],
])('an address is hidden by %s, and the rest stays', (rule) => {
  const { body } = redacted([rule])
  expect(body).toEqual({
    ...BODY,
    user: { ...BODY.user, email: expect.stringMatching(/^redac/) as unknown },
    password: expect.anything() as unknown,
  })
  expect(body.user.email).toHaveLength(BODY.user.email.length)
})

test('what a rule finds in one place is replaced in others', () => {
  const { text } = redacted(['$.body.user.email'], { ...BODY, note: 'write to jane@x.test' })
  expect(text).not.toContain('jane@')
})

test('a header is found by its name, and a query by its path', () => {
  const { headers, target } = redacted(['x-customer', '$.query.who[0]']).request
  expect(headers[1]).toMatch(/^redac/)
  expect(headers[3]).toBe('*/*')
  expect(target).toMatch(/^\/\?who=redac/)
})

test('a number stays one', () => {
  const { body } = redacted(['$.body.user.age'])
  expect(body.user.age).not.toBe(41)
  expect(String(body.user.age)).toMatch(/^\d\d$/)
})

test('a function says what is to stand there, and sees each value with its path', () => {
  const seen: string[] = []
  const { body, text } = redacted(
    [(value, path) => (seen.push(`${path} ${value}`), path.endsWith('.email') ? 'me@"x' : undefined)],
    { ...BODY, note: 'jane@x.test' },
  )
  expect(body.user.email).toBe('me@"x')
  expect(text).not.toContain('jane@')
  expect(seen).toContain('$.body.ids[1] A-78-c')
  expect(seen).toContain('$.headers["x-customer"] Jane Doe & Sons')
  expect(seen).toContain('$.query.who[0] Jane Doe')
})

test.each([['password'], [/^hunter/], ['/^hunter/']])('%s is kept', (keep) => {
  expect(redacted([{ keep }]).body.password).toBe(BODY.password)
})

test.each([['$.a.b'], ['X-Name'], ['/a+/i'], [/a/], [() => undefined], [{ keep: 'a' }], [{ keep: /a/ }]])(
  '%s is a rule',
  (rule) => expect(isRedactRule(rule)).toBe(true),
)

test.each([['$.'], ['$'], ['/a+(/'], [''], [5], [null], [{}], [{ keep: 5 }], [{ keep: 'a', more: 1 }]])(
  '%s is none',
  (rule) => expect(isRedactRule(rule)).toBe(false),
)

test('what is forbidden is a pattern, with a name or without', () => {
  expect([/a/, '/a/', { name: 'a', pattern: /a/ }, { name: 'a', pattern: '/a/' }].every(isForbidRule)).toBe(true)
  expect(['a', { pattern: /a/ }, { name: '', pattern: /a/ }, {}, null].some(isForbidRule)).toBe(false)
})
