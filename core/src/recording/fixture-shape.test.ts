/** `docs/fixture.schema.json` says what a fixture is, and is what fixtures are checked by. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { readFixture, writeFixture } from './fixture-file.ts'
import { checkFixture, fixtureShape, namedShapes } from './fixture-shape.ts'
import { surelyIs } from './quick-check.ts'

const document = JSON.parse(
  readFileSync(new URL('../../../docs/fixture.schema.json', import.meta.url), 'utf8'),
) as object
/** Dates are no part of what a validator knows by itself. */
const isFixture = new Ajv2020({ formats: { 'date-time': true } }).compile(document)

test('the schema is what scripts/fixture-schema.mjs writes', () => {
  const { $comment, title, description, ...written } = document as Record<string, unknown>
  expect([$comment, title, description].every((it) => typeof it === 'string')).toBe(true)
  expect(written).toEqual(toJsonSchema(fixtureShape, { target: 'draft-2020-12', definitions: namedShapes }))
})

const FIXTURE = JSON.stringify({
  format: 1,
  test: 'one',
  recorded: '2026-01-02T03:04:05.678Z',
  random: { 'Math.random': [0.5] },
  exchanges: [
    {
      protocol: 'http',
      to: 'localhost:80',
      connection: 1,
      at: 1,
      ended: 2,
      request: { method: 'GET', target: '/', headers: ['Host: localhost'] },
      response: { at: 2, status: 200, headers: [], body: { json: { any: ['thing'] } } },
    },
    {
      protocol: 'postgres',
      to: 'localhost:5432',
      connection: 2,
      at: 3,
      ended: 4,
      statements: [{ sql: ['select', '1'] }],
      asked: ['query'],
      answers: [
        { at: 4, messages: [{ columns: [{ name: 'a', type: 'int4' }], rows: [[1]] }, { complete: 'SELECT #' }] },
      ],
    },
    {
      protocol: 'redis',
      to: 'r:1',
      connection: 3,
      at: 5,
      ended: 6,
      command: ['GET', 'k'],
      replies: [{ at: 6, reply: 'v' }],
    },
    {
      protocol: 'mysql',
      to: 'm:1',
      connection: 4,
      at: 7,
      ended: 8,
      command: 'ping',
      answers: [{ at: 8, messages: [{ ok: { affected: 1 } }] }],
    },
    { protocol: 'raw', to: 'x:1', connection: 5, at: 9, ended: 9, sent: [{ at: 9, text: ['hi'] }], received: [] },
    {
      protocol: 'websocket',
      to: 'w:1',
      connection: 6,
      at: 10,
      ended: 11,
      sent: [{ at: 10, kind: 'close', code: 1000 }],
      received: [],
    },
  ],
})

test('a fixture of every protocol is one', () => {
  expect(isFixture(JSON.parse(FIXTURE))).toBe(true)
  checkFixture(JSON.parse(FIXTURE))
})

test('the example of the manual is what is written', () => {
  const manual = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8')
  const [, example = ''] = /## The fixture[^]*?```json\n([^]*?)```/.exec(manual) ?? []
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-example-'))
  const file = path.join(folder, 'example.json')
  writeFileSync(file, example)
  writeFixture(path.join(folder, 'again.json'), readFixture(file))
  // The manual's formatter has its own idea of where lines end.
  expect(JSON.parse(readFileSync(path.join(folder, 'again.json'), 'utf8'))).toEqual(JSON.parse(example))
  rmSync(folder, { recursive: true })
})

/** Each value with others in its place and without it, and each object with one more key. */
function* edits(value: unknown): Generator<unknown> {
  yield* [null, true, 'x', 1, -1.5, {}]
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield { ...value, more: 1 }
  for (const [key, its] of Object.entries(value)) {
    const at = (edit: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(key), edit) : { ...value, [key]: edit }
    for (const edit of edits(its)) yield at(edit)
    yield JSON.parse(JSON.stringify(at(undefined)))
  }
}

test('what is told quickly is what the library of shapes says', () => {
  expect(surelyIs(fixtureShape, JSON.parse(FIXTURE))).toBe(true)
  for (const edit of edits(JSON.parse(FIXTURE)))
    expect(surelyIs(fixtureShape, edit), JSON.stringify(edit)).toBe(v.is(fixtureShape, edit))
})

test.each([
  ['"status":200', '"status":"abc"', 'exchanges[0].response.status: "abc" stands where number is expected'],
  ['"status":200', '"status":99', 'exchanges[0].response.status: 99 stands where >=100 is expected'],
  ['"status":200,', '', 'exchanges[0].response.status: it is missing'],
  ['"body":', '"bodyy":', 'exchanges[0].response.bodyy: there is nothing of that name'],
  ['{"json":{"any":["thing"]}}', '{"jsonn":1}', 'exchanges[0].response.body: it has none of `chunks`, `json`, `text`'],
  ['"Host: localhost"', '"Host"', 'exchanges[0].request.headers[0]: "Host" stands where Name: value is expected'],
  ['"ended":2', '"ended":"later"', 'exchanges[0].ended: "later" stands where'],
  ['"protocol":"http"', '"protocol":"gopher"', 'exchanges[0].protocol: "gopher" stands where'],
  ['"rows":[[1]]', '"rows":[1]', 'exchanges[1].answers[0].messages[0].rows[0]: 1 stands where Array is expected'],
  ['"type":"int4"', '"type":null', 'exchanges[1].answers[0].messages[0].columns[0].type: null stands where'],
  ['"asked":["query"]', '"asked":["sink"]', 'exchanges[1].asked[0]: "sink" stands where'],
  ['"reply":"v"', '"reply":{"?":1}', 'exchanges[2].replies[0].reply'],
  ['"ok":{"affected":1}', '"ok":{"affected":"one"}', 'exchanges[3].answers[0].messages[0].ok.affected: "one" stands'],
  ['"text":["hi"]', '"text":"hi"', 'exchanges[4].sent[0].text: "hi" stands where Array is expected'],
  ['"kind":"close"', '"kind":"closed"', 'exchanges[5].sent[0].kind: "closed" stands where'],
  ['"recorded":"2026-01-02T03:04:05.678Z"', '"recorded":"today"', 'recorded: "today" stands where a time such as'],
])('what is edited from %s into %s is refused, with its place', (before, after, said) => {
  expect(FIXTURE).toContain(before)
  const edited: unknown = JSON.parse(FIXTURE.replace(before, after))
  expect(() => checkFixture(edited)).toThrow(said)
  expect(isFixture(edited)).toBe(before.startsWith('"recorded"'))
})
