/** Objects that are recorded by their calls, and code that is kept out of recordings. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

interface Outcome {
  readonly name: string
  readonly mode: string
  readonly came: unknown
  readonly operations: readonly string[]
  readonly unused: number
  readonly error?: string
  /** How often the object was really called. */
  readonly called: number
}

let project: Project
let servers: Servers
const recorded = new Map<string, Outcome>()
const PARTS = ['values', 'errors', 'streams', 'classes', 'functions', 'inside']

function program(mode: string, parts: readonly string[], more: object = {}): Outcome[] {
  const given = JSON.stringify({ web: servers.ports['web'], http2Port: servers.ports['http2'], ...more })
  const command = [process.execPath, 'external.mjs', given, ...parts]
  const { stdout, stderr } = run(project.folder, command, { env: { RETRACE_MODE: mode } })
  expect(stderr).toBe('')
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome)
}

beforeAll(async () => {
  project = makeProject({ 'external.mjs': readFileSync(path.join(import.meta.dirname, 'external.mjs'), 'utf8') })
  servers = await startServers()
  for (const outcome of program('once', [...PARTS, 'live'])) recorded.set(outcome.name, outcome)
})

afterAll(async () => {
  await servers.stop()
  project.remove()
})

const fixture = (name: string): string =>
  readFileSync(path.join(project.folder, '__recordings__/external.mjs', `${name}.json`), 'utf8')

test.for(PARTS)('what is recorded of %s comes again, and the object is not called', (name) => {
  const before = recorded.get(name)
  expect(before).toMatchObject({ mode: 'record' })
  expect(before?.called).toBeGreaterThan(0)
  const [after] = program('none', [name], { isGone: true })
  expect(after).toEqual({ ...before, mode: 'replay', called: 0 })
})

test('each call is an exchange, in text that can be read', () => {
  expect(recorded.get('values')?.operations).toEqual([
    'external llm.chat.completions.create',
    'external llm.now',
    'external llm.now',
  ])
  expect(fixture('values')).toContain('"call": "llm.chat.completions.create"')
  expect(fixture('streams')).toContain('{ "word": "one" }')
})

test('what the object asks for itself is a part of its call', () => {
  expect(recorded.get('inside')?.operations).toEqual(['external llm.asks'])
})

test('errors have their class, their code and their properties', () => {
  const limited = ['ApiError', 'status 429', 'ApiError', 'E_LIMIT', true, ['name', 'status', 'code']]
  expect(recorded.get('errors')?.came).toEqual([limited, ['Error', 'unnamed', 'Unnamed', null, false, []]])
})

test('a call with other arguments fails the test, and says what differs', () => {
  const [{ error } = {}] = program('none', ['values'], { what: 'a chair' })
  expect(error).toContain('changed-request: llm.chat.completions.create (external, llm)\nat external.mjs:75:51\n')
  expect(error).toContain('$.arguments[0].prompt\n- "a lamp"\n+ "a chair"\n')
})

test('what can not be given back is refused, by its path and its type', () => {
  const [unkept, callback] = program('all', ['unkept', 'callback'])
  expect(unkept?.error).toContain('Failed to record llm.socket: what it gave has at $.deep[0].socket a value')
  expect(unkept?.error).toContain('of the class Socket')
  expect(callback?.error).toContain('Failed to call llm.now: $.arguments[1] is a function')
})

test('HTTP/2 is refused, in a recording and in a replay, but as a call and where it is kept out', () => {
  for (const mode of ['all', 'none']) {
    const [outcome] = program(mode, ['http2'])
    expect(outcome?.error).toMatch(/^Failed to ask localhost:\d+ by HTTP\/2 in "http2": .*retrace\.external\(\)/)
    expect(outcome?.called).toBe(mode === 'all' ? 3 : 2)
  }
})

test('code that is kept out is live, in a recording and in a replay, and leaves nothing behind', () => {
  const first = recorded.get('live') as Outcome & { readonly came: Record<string, number> }
  expect(first.operations).toEqual(['http GET /count', 'http GET /count'])
  expect(first.came['after']).toBe((first.came['before'] as number) + 2)
  const [again] = program('none', ['live']) as [typeof first]
  expect(again.came).toMatchObject({ before: first.came['before'], after: first.came['after'] })
  expect(again.came['outside']).toBeGreaterThan(first.came['after'] as number)
  expect(again.came['at']).toBeGreaterThan(first.came['at'] as number)
  expect(again.came['random']).not.toBe(first.came['random'])
  expect(again.unused).toBe(0)
})
