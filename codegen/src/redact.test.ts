import type { Excerpted, WritePolicy } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import type { CallSeen, Failure, RequestSeen, ValueGraph } from './observation.ts'
import { callWith, failureWith, lineWith, requestWith, variablesWith, withoutSecrets } from './redact.ts'
import { graphOf } from './values/graph.test-kit.ts'

const USUAL: WritePolicy = { redact: [], forbid: [] }
const NOTHING: Excerpted = {
  fixture: { began: 0, random: {}, exchanges: [] },
  environment: [],
  seen: { env: {}, texts: [], exchanges: [] },
  isPart: false,
}
const failed: Failure = {
  kind: 'uncaught',
  error: null,
  exitCode: 1,
  request: null,
  at: null,
  madeAt: null,
  event: 2,
  until: 2,
}

function callOf(...args: readonly unknown[]): CallSeen {
  const { graph, roots } = graphOf(args)
  const candidate = { name: 'f', place: { file: '', line: 1, column: 1 }, isAsync: false, call: 1 }
  const began = { event: 1, now: 0, random: null }
  const came = { part: null, outcome: null, ended: null }
  return { candidate, values: graph, thisRoot: null, argumentRoots: roots, moduleState: [], began, ...came }
}

function hidden(call: CallSeen, parameters: readonly string[] = [], excerpt = NOTHING, policy = USUAL): CallSeen {
  return withoutSecrets(excerpt, policy, (rewrite) => callWith(call, parameters, rewrite)).its
}

/** All texts and numbers of a graph, as they can be reached from a call. */
function shown({ values, argumentRoots }: CallSeen): unknown[] {
  return argumentRoots.map((root) => plain(values, root))
}

function plain(graph: ValueGraph, index: number): unknown {
  const node = graph.nodes[index]
  switch (node?.kind) {
    case 'primitive':
      return node.type === 'number' ? Number(node.text) : node.text
    case 'array':
      return node.items.map((item) => plain(graph, item as number))
    case 'object':
      return Object.fromEntries(node.properties.map(({ key, value }) => [key, plain(graph, value)]))
    case 'map':
      return new Map(node.entries.map(([key, value]) => [plain(graph, key), plain(graph, value)]))
    case 'bytes':
      return Buffer.from(node.base64, 'base64').toString()
    case 'url':
      return node.href
    default:
      return node
  }
}

const password = 'correct-horse-battery'
const PLACEHOLDER = /^redact\w+$/

test('a secret is known by its name, and replaced by one placeholder of its length wherever it stands', () => {
  const url = new URL(`postgres://ada:${password}@db.test/shop`)
  const [user, bytes, href, list] = shown(
    hidden(callOf({ name: 'ada', password }, Buffer.from(`pw ${password}!`), url, [password])),
  )
  const { name, password: its } = user as { name: string; password: string }
  expect(name).toBe('ada')
  expect(its).toMatch(PLACEHOLDER)
  expect(its).toHaveLength(password.length)
  expect([bytes, href, list]).toEqual([`pw ${its}!`, `postgres://ada:${its}@db.test/shop`, [its]])
})

test('parameters, keys of maps and names in a list are names', () => {
  const call = callOf('aha-aha-aha', new Map([['apiKey', 'oho-oho-oho']]), [
    'Accept',
    'text/html',
    'X-Api-Key',
    'uhu-uhu-uhu',
  ])
  const [first, map, headers] = shown(hidden(call, ['token', 'options', 'rawHeaders']))
  expect(first).toMatch(PLACEHOLDER)
  expect((map as Map<string, string>).get('apiKey')).toMatch(PLACEHOLDER)
  expect(headers).toEqual(['Accept', 'text/html', 'X-Api-Key', expect.stringMatching(PLACEHOLDER)])
})

test('what is as long as anything is replaced under its name only', () => {
  const [its] = shown(hidden(callOf({ pin: 1234, count: 1234, otp: 'ab', note: 'ab', password: 'ab1' }))) as [
    Record<string, unknown>,
  ]
  expect(its).toMatchObject({ count: 1234, note: 'ab' })
  expect(String(its['pin'])).toMatch(/^(?!1234)\d{4}$/)
  expect(its['password']).toHaveLength(3)
  expect(its['password']).not.toBe('ab1')
})

test('what is short and no word is replaced where it stands by itself', () => {
  const [{ sessionId }, key, other] = shown(hidden(callOf({ sessionId: '4f1c' }, 'shop:session:4f1c', 'a4f1c'))) as [
    Record<string, string>,
    string,
    string,
  ]
  expect(sessionId).toMatch(/^re\w\w$/)
  expect([key, other]).toEqual([`shop:session:${sessionId}`, 'a4f1c'])
})

test('secrets are keys too, and in what goes in circles', () => {
  const session: Record<string, unknown> = { token: 'k3y-of-a-session', owner: 'ada' }
  session['self'] = session
  const { values } = hidden(callOf({ 'k3y-of-a-session': session }))
  expect(JSON.stringify(values)).not.toContain('k3y-of-a-session')
  expect(JSON.stringify(values)).toContain('"ada"')
})

test('what only the rest of the recording shows is replaced: its environment, its arguments, files that it read', () => {
  const seen = {
    env: { SHOP_API_TOKEN: 'from-environment' },
    texts: [
      'app.js --password from-arguments',
      'DB_PASSWORD=from.dotenv.1\nDB_USER=shop',
      '{"client_secret":"from-settings"}',
    ],
    exchanges: [],
  }
  const texts = ['from-environment', 'from-arguments', 'from.dotenv.1', 'from-settings', 'shop']
  const its = shown(hidden(callOf(...texts), [], { ...NOTHING, seen }))
  expect(its).toEqual([...Array.from({ length: 4 }, () => expect.stringMatching(PLACEHOLDER)), 'shop'])
})

test('variables, messages and requests are what the arguments are', () => {
  const stack = `Error: no ${password}\n    at x`
  const error = { class: 'Error', message: `no ${password}`, code: null, isOwn: true, stack }
  const request: RequestSeen = {
    method: 'POST',
    target: `/login?password=${password}`,
    headers: ['X-Api-Key', password, 'Accept', '*/*'],
    body: Buffer.from(JSON.stringify({ password })),
    status: 500,
    asked: 1,
    answered: 2,
    response: null,
    ended: 2,
  }
  const variables = [{ name: 'DB_PASSWORD', value: password, isEarly: true }]
  const { its, hidden: places } = withoutSecrets(NOTHING, USUAL, (rewrite) => ({
    failure: failureWith({ ...failed, error }, rewrite),
    request: requestWith(request, rewrite),
    environment: variablesWith(variables, rewrite),
  }))
  const placeholder = its.environment[0]?.value as string
  expect(placeholder).toMatch(PLACEHOLDER)
  expect(its.failure.error).toMatchObject({ message: `no ${placeholder}`, stack: `Error: no ${placeholder}\n    at x` })
  expect(its.request).toMatchObject({
    target: `/login?password=${placeholder}`,
    headers: ['X-Api-Key', placeholder, 'Accept', '*/*'],
  })
  expect(Buffer.from(its.request.body).toString()).toBe(JSON.stringify({ password: placeholder }))
  expect(places).toContain('$.env.DB_PASSWORD')
})

test('an argument of a program is known by the one before it', () => {
  const { its } = withoutSecrets(NOTHING, USUAL, (rewrite) =>
    lineWith(['--password', 'ab c', '--user', 'ada'], rewrite),
  )
  expect(its).toEqual(['--password', expect.stringMatching(/^re\w\w$/), '--user', 'ada'])
})

test('other texts are as they were', () => {
  const texts = [
    'The parcel came damaged.',
    'https://a.test/orders/7?page=2',
    '{"id": 7}',
    'é',
    '\ud800',
    'a'.repeat(5000),
  ]
  const call = callOf(...texts)
  expect(hidden(call)).toEqual(call)
})

test('rules say what else is secret, what is none, and what must not be written', () => {
  const call = callOf({ email: 'ada@example.org', token: 'next-page-please', note: 'write to ada@example.org' })
  const policy: WritePolicy = { redact: ['$.arguments[0].email', { keep: 'token' }], forbid: [] }
  const [its] = shown(hidden(call, [], NOTHING, policy)) as [Record<string, string>]
  expect(its['email']).toMatch(PLACEHOLDER)
  expect(its).toMatchObject({ token: 'next-page-please', note: `write to ${its['email']}` })
  const forbid = [{ name: 'addresses', pattern: '/@example/' }]
  expect(() => hidden(call, [], NOTHING, { redact: [], forbid })).toThrow(
    expect.objectContaining({ code: 'TEST_FORBIDDEN', message: expect.stringContaining('$.arguments[0].email') }),
  )
  expect(() => hidden(call, [], NOTHING, { ...policy, forbid })).not.toThrow()
})
