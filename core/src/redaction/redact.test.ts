import { expect, test } from 'vitest'
import type { Exchange } from '../lens/lens.ts'
import { mysqlFixture } from '../lens/mysql/fixture.ts'
import type { Recorded } from '../lens/recorded.ts'
import { Placeholders } from './placeholder.ts'
import { type Redacted, redact } from './redact.ts'
import type { RedactRule } from './rules.ts'

const SECRET = 'hunter2hunter2'
const JWT = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url('{"iss":"shop","sub":"7","exp":1900000000,"email":"jane@example.com"}')}.c2lnbmF0dXJlc2lnbmF0dXJl`
const KEY_LINES = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7', 'VJTUt9Us8cKj', 'AbCd==']
const PEM = `-----BEGIN PRIVATE KEY-----\n${KEY_LINES.join('\n')}\n-----END PRIVATE KEY-----\n`

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

interface Http {
  readonly target?: string
  readonly headers?: readonly string[]
  readonly body?: string | readonly string[]
  readonly answer?: string
}

const pieces = (body: string | readonly string[]) =>
  [body].flat().map((text, i) => ({ at: i, bytes: Buffer.from(text as string, 'latin1') }))

function http({ target = '/', headers = [], body = [], answer = '' }: Http): Exchange {
  const head = { version: '1.1', headers, trailers: [] }
  return {
    protocol: 'http',
    at: 0,
    endedAt: 1,
    request: { ...head, method: 'POST', target, body: pieces(body) },
    interim: [],
    response: { ...head, at: 1, status: 200, reason: 'OK', body: answer === '' ? [] : pieces(answer) },
  } as Exchange
}

const redis = (...words: string[]): Exchange =>
  ({ protocol: 'redis', at: 0, endedAt: 1, command: words.map((word) => Buffer.from(word)), replies: [] }) as Exchange

const password = (bytes: string): Exchange =>
  ({
    protocol: 'postgres',
    at: 0,
    endedAt: 1,
    asked: [{ name: 'password', fields: { bytes: Buffer.from(bytes) } }],
    answers: [],
    statements: [],
  }) as Exchange

const query = (sql: string, ...values: string[]): Exchange =>
  ({
    protocol: 'postgres',
    at: 0,
    endedAt: 1,
    asked: [{ name: 'query', fields: { sql } }],
    answers: [],
    statements: [{ sql, values: values.map((it) => Buffer.from(it)), formats: [] }],
  }) as Exchange

const row = (column: string, value: string): Exchange =>
  ({
    protocol: 'postgres',
    at: 0,
    endedAt: 1,
    asked: [{ name: 'query', fields: { sql: 'select' } }],
    answers: [
      { at: 1, after: 1, message: { name: 'columns', fields: { columns: [{ name: column }] } } },
      { at: 1, after: 1, message: { name: 'row', fields: { values: [Buffer.from(value)] } } },
    ],
    statements: [],
  }) as Exchange

const mysql = (command: string, payload: string): Exchange =>
  ({
    protocol: 'mysql',
    at: 0,
    endedAt: 1,
    command,
    sql: '',
    asked: [{ sequence: 1, payload: Buffer.from(payload) }],
    answers: [],
  }) as Exchange

const execution: Exchange = mysqlFixture.fromFixture({
  protocol: 'mysql',
  at: 0,
  ended: 1,
  command: 'execute',
  sql: 'select id, api_token from users where password = ?',
  asked: [{ execute: { statement: 1, types: ['var_string'], values: [SECRET] } }],
  answers: [],
})

const table: Exchange = mysqlFixture.fromFixture({
  protocol: 'mysql',
  at: 0,
  ended: 1,
  command: 'query',
  sql: 'select api_token from users',
  answers: [
    {
      at: 1,
      messages: [
        { columns: [{ name: 'api_token', type: 'var_string', length: 400, charset: 45 }] },
        { rows: [[SECRET]] },
      ],
    },
  ],
})

const raw = (...sent: string[]): Exchange =>
  ({ protocol: 'raw', at: 0, endedAt: null, sent: pieces(sent), received: [] }) as Exchange

function redacted(
  exchanges: readonly Exchange[],
  rules: readonly RedactRule[] = [],
  env: NodeJS.ProcessEnv = {},
): Redacted {
  const recorded = exchanges.map((exchange): Recorded => ({
    to: { host: 'localhost', port: 80, secure: false },
    connection: 1,
    exchange,
    broke: null,
  }))
  return redact({ exchanges: recorded, random: {} }, { rules, env, placeholders: new Placeholders(Buffer.alloc(32)) })
}

/** All that is said, bytes as text. */
const said = (value: unknown): string =>
  JSON.stringify(value, (_key, its: unknown) =>
    typeof its === 'object' && its !== null && 'type' in its && its.type === 'Buffer'
      ? Buffer.from((its as unknown as { data: number[] }).data).toString('latin1')
      : its,
  )

const PLANTED: readonly [string, Exchange, ...string[]][] = [
  ['Authorization: Bearer', http({ headers: ['Authorization', `Bearer ${SECRET}`] })],
  ['Authorization without a scheme', http({ headers: ['Authorization', SECRET] })],
  ['Proxy-Authorization', http({ headers: ['Proxy-Authorization', SECRET] })],
  ['X-API-Key', http({ headers: ['X-API-Key', SECRET] })],
  ['api-key', http({ headers: ['api-key', SECRET] })],
  ['X-Auth-Token', http({ headers: ['X-Auth-Token', SECRET] })],
  ['Cookie', http({ headers: ['Cookie', `a=${SECRET}; b=${SECRET}`] })],
  ['Set-Cookie', http({ headers: ['Set-Cookie', `a=${SECRET}; Path=/`] })],
  ['a query', http({ target: `/?api_key=${SECRET}&page=2` })],
  ['a password in JSON', http({ body: JSON.stringify({ user: 'jane', password: SECRET }) })],
  ['a short pass in JSON', http({ body: '{"auth":{"user":"jane","pass":"tiger9"}}' }), 'tiger9'],
  ['a pass that is a log-in', http({ body: '{"dbPass":"tiger"}' }), '"tiger"'],
  ['a name and its value', http({ body: JSON.stringify([{ name: 'DB_PASSWORD', value: SECRET }]) })],
  ['a key and its value', http({ answer: JSON.stringify({ values: [{ value: SECRET, key: 'apiKey' }] }) })],
  ['a pair', http({ body: JSON.stringify({ headers: [['X-Api-Key', SECRET]] }) })],
  ['a short password in JSON', http({ body: '{"password": "abc"}' }), '"abc', ': "abc"'],
  ['a list of tokens', http({ body: JSON.stringify({ tokens: [SECRET, 'other'] }) })],
  ['JSON in JSON', http({ body: JSON.stringify({ message: JSON.stringify({ apiKey: SECRET }) }) })],
  ['JSON in JSON in JSON', http({ body: JSON.stringify([JSON.stringify({ m: JSON.stringify({ apiKey: SECRET }) })]) })],
  ['JSON that is cut off', http({ answer: `{"access_token":"${SECRET}","expi` })],
  ['JSON of an event', http({ answer: `event: x\ndata: {"token": "${SECRET}"}\n\n` })],
  ['a form', http({ body: `grant_type=password&client_secret=${SECRET}` })],
  [
    'a multipart form',
    http({ body: `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRET}\r\n--x--` }),
  ],
  ['XML', http({ answer: `<Credentials><SecretAccessKey>${SECRET}</SecretAccessKey></Credentials>` })],
  ['a page', http({ answer: `<input type="hidden" name="csrf_token" value="${SECRET}">` })],
  ['a setting', http({ answer: `HOST=x\nDB_PASSWORD=${SECRET}\n` })],
  ['a setting in YAML', http({ answer: `db:\n  password: ${SECRET}\n  host: x\n` })],
  ['a URL', http({ body: JSON.stringify({ url: `postgres://jane:${SECRET}@localhost/db` }) })],
  ['a chunk and the next', http({ body: ['{"password":"hunter2', 'hunter2"}'] }), 'hunter2'],
  ['AUTH', redis('AUTH', 'user', SECRET)],
  ['HELLO', redis('HELLO', '3', 'AUTH', 'user', SECRET)],
  ['HSET', redis('HSET', 'user:1', 'name', 'jane', 'password', SECRET)],
  ['SET', redis('SET', 'user:1:token', SECRET)],
  ['ACL SETUSER', redis('ACL', 'SETUSER', 'jane', 'on', `>${SECRET}`)],
  ['CONFIG SET', redis('CONFIG', 'SET', 'requirepass', SECRET)],
  ['the password of PostgreSQL', password(`${SECRET}\0`)],
  ['ALTER USER', query(`ALTER USER jane WITH PASSWORD '${SECRET}'`)],
  ['a parameter', query('insert into users (name, password) values ($1, $2)', 'jane', SECRET)],
  ['a parameter of a function', query('update users set password = crypt($1, gen_salt($2))', SECRET, 'bf')],
  ['a text in a statement', query(`insert into users (name, password) values ('jane', '${SECRET}')`)],
  ['a parameter in a list', query('select id from users where "accessToken" in ($1, $2)', 'x', SECRET)],
  ['a parameter of a column in a function', query('select id from users where lower(password) = $1', SECRET)],
  ['a parameter of a column of another type', query('select id from users where password::text = $1', SECRET)],
  ['a column', row('api_token', SECRET)],
  ['the log-in of MySQL', mysql('log in', SECRET)],
  ['IDENTIFIED BY', mysql('query', `\x03CREATE USER jane IDENTIFIED BY '${SECRET}'`)],
  ['a parameter of MySQL', execution],
  ['a column of MySQL', table],
  ['bytes of no known protocol', raw(`LOGIN jane password=${SECRET}\r\n`)],
  [
    'a JWT',
    http({ answer: `token is ${JWT}.` }),
    JWT,
    'c2lnbmF0dXJlc2ln',
    base64url('{"iss":"shop","sub":"7","exp":1900000000,"email":"jane').slice(-8),
  ],
  ['a private key', http({ answer: `here:\n${PEM}` }), ...KEY_LINES],
  ['a private key in JSON', http({ answer: JSON.stringify({ key: PEM }) }), ...KEY_LINES],
]

test.each(PLANTED)('%s is not written down', (_what, exchange, ...texts) => {
  const { exchanges } = redacted([exchange])
  for (const text of texts.length > 0 ? texts : [SECRET]) {
    const joined = said(exchange).replace('hunter2"},{"at":1,"bytes":"hunter2', SECRET)
    expect(joined + said(exchange)).toContain(JSON.stringify(text).slice(1, -1))
    expect(said(exchanges)).not.toContain(JSON.stringify(text).slice(1, -1))
  }
})

test.each([
  ['a password', { password: Buffer.from(SECRET).toString('base64') }, SECRET],
  ['a private key', { data: Buffer.from(PEM).toString('base64') }, KEY_LINES[0] as string],
  ['JSON with a password', { state: Buffer.from(JSON.stringify({ password: SECRET })).toString('base64url') }, SECRET],
])('%s is not written down as base64 either, which can be read on', (_what, body, secret) => {
  const [was] = Object.values(body) as [string]
  const [{ exchange } = {}] = redacted([http({ body: JSON.stringify(body) })]).exchanges as unknown as {
    exchange: { request: { body: { bytes: Buffer }[] } }
  }[]
  const [is] = Object.values(JSON.parse(String(exchange?.request.body[0]?.bytes)) as object) as [string]
  const inside = Buffer.from(is, 'base64').toString()
  const before = Buffer.from(was, 'base64').toString()
  expect(inside).toHaveLength(before.length)
  expect(inside).not.toContain(secret)
  expect(inside).toMatch(/redacte[a-z\d]/)
})

test('a JWT can be read on', () => {
  const [{ exchange } = {}] = redacted([http({ answer: JWT })]).exchanges as unknown as {
    exchange: { response: { body: { bytes: Buffer }[] } }
  }[]
  const token = String(exchange?.response.body[0]?.bytes)
  const [head, body] = token.split('.').map((it) => Buffer.from(it, 'base64url').toString())
  expect(token).toHaveLength(JWT.length)
  expect(JSON.parse(head as string)).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(JSON.parse(body as string)).toEqual({
    iss: 'shop',
    sub: '7',
    exp: 1900000000,
    email: expect.stringMatching(/^redacted/) as unknown,
  })
})

test('a claim that is shown elsewhere stays', () => {
  const [{ exchange } = {}] = redacted([http({ body: '{"email":"jane@example.com"}', answer: JWT })])
    .exchanges as unknown as { exchange: { response: { body: { bytes: Buffer }[] } } }[]
  const [, body] = String(exchange?.response.body[0]?.bytes).split('.')
  expect(Buffer.from(body as string, 'base64url').toString()).toContain('jane@example.com')
})

test('a placeholder is as long as what it stands for, and what is around it stays', () => {
  const [{ exchange } = {}] = redacted([
    http({ headers: ['Authorization', `Bearer ${SECRET}`, 'Set-Cookie', `id=${SECRET}; Path=/`] }),
  ]).exchanges as unknown as { exchange: { request: { headers: string[] } } }[]
  const [, authorization, , cookie] = exchange?.request.headers ?? []
  const placeholder = /^Bearer (redacte[a-z\d]{7})$/.exec(authorization ?? '')?.[1]
  expect(placeholder).toHaveLength(SECRET.length)
  expect(cookie).toBe(`id=${placeholder}; Path=/`)
})

test.each([
  [`postgres://jane:${SECRET}@localhost:5432/shop`, /^postgres:\/\/jane:redact\w+@localhost:5432\/shop$/],
  ['postgres://jane@localhost:5432/shop', /^postgres:\/\/jane@localhost:5432\/shop$/],
  [`Server=db;Database=shop;Password=${SECRET}`, /^Server=db;Database=shop;Password=redact\w+$/],
  [`Endpoint=db ${SECRET}`, /^redact[\w]+$/],
])('of a connection string, as %j is one, what is secret is replaced, so that it can be read on', (text, expected) => {
  const [{ exchange } = {}] = redacted([http({ body: JSON.stringify({ connectionString: text }) })])
    .exchanges as unknown as { exchange: { request: { body: { bytes: Buffer }[] } } }[]
  const body = JSON.parse(String(exchange?.request.body[0]?.bytes)) as { connectionString: string }
  expect(body.connectionString).toMatch(expected)
})

test('a secret in a query ends where the next parameter begins', () => {
  const target = '/items?api_key=k-77766655544433&page=2&access_token=at-5544332211'
  const [{ exchange } = {}] = redacted([http({ target })]).exchanges as unknown as {
    exchange: { request: { target: string } }
  }[]
  expect(exchange?.request.target).toMatch(/^\/items\?api_key=redact\w{10}&page=2&access_token=redact\w{7}$/)
})

test('what is no secret stays as it is', () => {
  const exchanges = [
    http({
      headers: ['Accept', SECRET, 'X-Request-Id', SECRET, 'Sec-WebSocket-Key', SECRET, 'Idempotency-Key', SECRET],
    }),
    http({
      body: '{"max_tokens":100,"usage":{"prompt_tokens":12},"token_type":"Bearer","primary_key":"name","pin":"yes"}',
    }),
    http({
      target: '/?grant_type=password&next_page_token=abc',
      answer: 'your password is too short: use 8 characters',
    }),
    http({ body: '{"password":null,"has_password":true,"token":"","secret":"***"}' }),
    http({
      body: '{"pass":"yes","boarding_pass":"window","fields":[["password","required"]],"name":"token","value":"x"}',
    }),
    redis('SET', 'key', SECRET),
    query(
      'select id from users where token in (select token from old) and name in ($1) and (age::int, id) > ($2)',
      'a',
      'b',
    ),
    query('select id from users where password = $1 and token=users.token', ''),
  ]
  expect(redacted(exchanges).exchanges.map(({ exchange }) => exchange)).toEqual(exchanges)
})
