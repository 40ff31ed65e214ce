import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { FixtureJson } from '@retrace/core/recordings'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Outcome } from '../prove/outcome.ts'
import { failureIn } from './failure.ts'
import { type Lane, Lanes } from './lanes.ts'
import { reduce, reduceLists } from './reduce.ts'
import { Stopped, Trials } from './trials.ts'

const FAILED: Outcome = { kind: 'failed', error: { name: 'Error', message: 'so', at: null, stack: '' } }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'retrace-reduce-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function http(target: string, response: object): object {
  return {
    protocol: 'http',
    to: 'api.test:80',
    connection: 1,
    at: 1,
    ended: 2,
    request: { method: 'GET', target, headers: ['Host: api.test', 'Accept: */*'] },
    response: { at: 2, status: 200, headers: ['Content-Type: application/json', 'X-Request: 7'], ...response },
  }
}

function query(sql: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): object {
  return {
    protocol: 'postgres',
    to: 'db.test:5432',
    connection: 2,
    at: 3,
    ended: 4,
    statements: [{ sql }],
    asked: ['query'],
    answers: [
      {
        at: 4,
        messages: [
          { columns: columns.map((name) => ({ name, type: name === 'id' ? 'int4' : 'text' })), rows },
          { complete: 'SELECT #' },
          'ready',
        ],
      },
    ],
  }
}

function fixture(exchanges: readonly object[], more: object = {}): FixtureJson {
  return { format: 1, test: 't', recorded: '2026-01-02T03:04:05.678Z', random: {}, exchanges, ...more } as FixtureJson
}

/** A test that fails as long as something is in its fixture. */
function trialsOf(json: FixtureJson, isIn: (text: string) => boolean, { maxTries = Infinity, count = 1 } = {}): Trials {
  const lanes = Array.from({ length: count }, (_, i): Lane => {
    const file = path.join(folder, `${i}.json`)
    const run = async (): Promise<Outcome> => {
      const text = readFileSync(file, 'utf8')
      // Some are over sooner than those that began before them.
      await setTimeout(text.length % count)
      return isIn(text) ? FAILED : { kind: 'passed' }
    }
    return { file, tester: { run, end() {} } }
  })
  return new Trials(json, {
    lanes: new Lanes(lanes),
    failure: failureIn(FAILED) as string,
    maxTries,
    signal: new AbortController().signal,
    onTry() {},
  })
}

async function reduced(
  json: FixtureJson,
  isIn: (text: string) => boolean,
  how: typeof reduce = reduce,
): Promise<FixtureJson> {
  const trials = trialsOf(json, isIn)
  await how(trials)
  return trials.least
}

const has =
  (...parts: readonly string[]) =>
  (text: string): boolean =>
    parts.every((part) => text.includes(part))

test('of exchanges and members those are left that count, and all else that is said is as little as may be', async () => {
  const json = fixture(
    [
      http('/a', { body: { json: { id: 1 } } }),
      http('/b', { body: { json: { id: 9, list: [{ n: 1 }, { n: 2, name: 'lamp', more: [1, 2] }] } } }),
      query('select 1', ['id'], [[1]]),
    ],
    { random: { 'Math.random': [0.5, 0.25] } },
  )
  const least = http('/b', { headers: [], body: { json: { list: [{ name: 'lamp' }] } } })
  Object.assign(least, { request: { method: 'GET', target: '/b', headers: ['Host: api.test'] } })
  expect(await reduced(json, has('"name":"lamp"'))).toEqual(fixture([least], { random: { 'Math.random': [] } }))
})

test('where mended code is to read it, what is read becomes shorter only, and what is not read stays whole', async () => {
  const list = [{ n: 1, of: ['a', 'b'] }, { n: 2, of: ['c', 'd'], name: 'lamp' }, { n: 3 }]
  const later = http('/later', { body: { json: { list: [1, 2] } } })
  const text = http('/text', { body: { text: ['a', 'b'] } })
  const table = (...rows: readonly (readonly unknown[])[]): object => query('select 1', ['id', 'note'], rows)
  const json = fixture(
    [http('/b', { body: { json: { id: 9, list, no: [], last: ['x', 'y'] } } }), text, table([1, 'a'], [2, 'b']), later],
    {
      random: { 'Math.random': [0.5] },
    },
  )
  // Of a list by which it does not fail, the first item stays.
  const shorter = { id: 9, list: [{ n: 2, of: ['c'], name: 'lamp' }], no: [], last: ['x'] }
  const reads = has('"name":"lamp"', '/b', '/text', '"note"')
  expect(await reduced(json, reads, reduceLists)).toEqual(
    fixture([http('/b', { body: { json: shorter } }), text, table([1, 'a']), later], {
      random: { 'Math.random': [0.5] },
    }),
  )
})

test('a column goes with its cells, and rows go by themselves', async () => {
  const json = fixture([
    query(
      'select id, name, note from users',
      ['id', 'name', 'note'],
      [
        [7, 'ada', 'x'],
        [8, null, 'y'],
        [9, 'eve', 'z'],
      ],
    ),
  ])
  const least = await reduced(json, (text) => /"name":"name"/.test(text) && text.includes('null'))
  expect(least).toEqual(fixture([query('select id, name, note from users', ['name'], [[null]])]))
})

test('texts are cut down to lines, words and characters, and numbers to 0 and 1', async () => {
  const body = { text: ['first', 'the second line has a needle in it', 'third'] }
  const counted = http('/n', { headers: [], body: { json: { a: 17, b: 42, c: -3 } } })
  const json = fixture([http('/t', { body }), counted])
  const least = await reduced(json, (text) => text.includes('eedl') && /"a":\d+,"b":[1-9]/.test(text))
  const [said, numbers] = least.exchanges as unknown as { response: { body: unknown } }[]
  expect(said?.response.body).toEqual({ text: ['eedl'] })
  expect(numbers?.response.body).toEqual({ json: { a: 0, b: 1 } })
})

interface Items {
  readonly items?: readonly unknown[]
}

interface Streamed {
  readonly exchanges: readonly [{ response: { body?: { chunks: readonly { text: readonly string[] }[] } } }?]
}

function linesIn(text: string): readonly string[] {
  const [exchange] = (JSON.parse(text) as Streamed).exchanges
  return (exchange?.response.body?.chunks ?? []).flatMap((chunk) => chunk.text)
}

/** As a program reads it; nothing is in what is no JSON. */
function parsed(text: string | undefined): object {
  try {
    return (JSON.parse(text ?? '') ?? {}) as object
  } catch {
    return {}
  }
}

test('JSON in a text is cut down as JSON, also in the line of an event stream', async () => {
  const call = JSON.stringify({ name: 'refund', arguments: { order: 7, items: ['lamp', 'desk'] } })
  const chunks = [
    { at: 2, text: ['data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}', '', ''] },
    { at: 3, text: [`data: ${JSON.stringify({ choices: [{ delta: { call } }] })}`, '', ''] },
  ]
  const json = fixture([http('/llm', { headers: ['Content-Type: text/event-stream'], body: { chunks } })])
  const least = await reduced(json, (text) =>
    linesIn(text).some((line) => {
      if (!line.startsWith('data: ')) return false
      const { choices } = parsed(line.slice(6)) as { choices?: { delta?: { call?: string } }[] }
      return (parsed(choices?.[0]?.delta?.call) as { arguments?: Items }).arguments?.items?.includes('desk')
    }),
  )
  const [{ response }] = least.exchanges as unknown as [{ response: { body: { chunks: { text: string[] }[] } } }]
  const text = `data: ${JSON.stringify({ choices: [{ delta: { call: JSON.stringify({ arguments: { items: ['desk'] } }) } }] })}`
  expect(response.body.chunks).toEqual([{ at: 3, text: [text] }])
})

test('what is asked stays, and so does what a client waits for', async () => {
  const asked = {
    protocol: 'redis',
    to: 'redis.test:6379',
    connection: 3,
    at: 1,
    ended: 2,
    command: ['get', 'order:7'],
    replies: [{ at: 2, reply: '{"id":7,"items":[{"price":null}]}' }],
  }
  const body = { json: { headers: ['a', 'b'], text: ['x'] } }
  const post = http('/p', { headers: [], body: { text: ['ok'] } })
  Object.assign(post, { request: { method: 'POST', target: '/p', headers: [], body } })
  const least = await reduced(fixture([asked, post]), (text) => {
    const [first, second] = (JSON.parse(text) as { exchanges: { replies?: { reply: string }[] }[] }).exchanges
    const { items = [] } = parsed(first?.replies?.[0]?.reply) as { items?: { price?: unknown }[] }
    return second !== undefined && items.some((it) => it.price === null)
  })
  const left = { ...asked, replies: [{ at: 2, reply: '{"items":[{"price":null}]}' }] }
  const response = { at: 2, status: 200, headers: [] }
  expect(least.exchanges).toMatchObject([left, { request: { body }, response }])
})

test('placeholders that stand nowhere any more go, and it is a fixture each time', async () => {
  const body = { json: { key: 'redacted1', name: 'redacted2' } }
  const json = fixture([http('/s', { body })], { placeholders: ['redacted1', 'redacted2'] })
  const least = await reduced(json, has('"name":"redacted2"'))
  expect(least.placeholders).toEqual(['redacted2'])
})

test('what is left after some tries is no more than before, and fails', async () => {
  const items = Array.from({ length: 40 }, (_, i) => ({ id: i }))
  const isIn = has('"id":23')
  const trials = trialsOf(fixture([http('/many', { body: { json: { items } } })]), isIn, { maxTries: 6 })
  await expect(reduce(trials)).rejects.toThrow(Stopped)
  expect(trials.tries).toBe(6)
  expect(isIn(JSON.stringify(trials.least))).toBe(true)
  const sizes = trials.held.map((it) => JSON.stringify(it).length)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
})

test('the same fixture is tried once', async () => {
  const trials = trialsOf(fixture([http('/a', { body: { json: { id: 1 } } })]), has('"id"'))
  await reduce(trials)
  const { tries, least } = trials
  await reduce(trials)
  expect({ tries: trials.tries, least: trials.least }).toEqual({ tries, least })
})

test('with several runs at a time it is the same in as many tries', async () => {
  const items = Array.from({ length: 12 }, (_, i) => ({ id: i, name: `item ${i}`, tags: ['a', 'b'] }))
  const json = fixture([http('/many', { body: { json: { items } } }), http('/other', {})])
  const isIn = has('"name":"item 7"', '"id":3')
  const [one, four] = [trialsOf(json, isIn), trialsOf(json, isIn, { count: 4 })]
  await reduce(one)
  await reduce(four)
  expect(four.least).toEqual(one.least)
  expect(four.tries).toBe(one.tries)
})
