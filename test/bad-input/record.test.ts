/** What can be wrong with a recording in a test, and what is said then. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

let servers: Servers
let project: Project

beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.stop())

beforeEach(() => {
  project = makeProject({}, true)
  return () => project.remove()
})

interface Said {
  readonly ok?: unknown
  readonly code?: string
  readonly message?: string
}

/**
 * Runs code in which `retrace`, `get(path)` and `web` are there; what it gives, or how it failed.
 *
 * @param warning - the code of what it is warned of
 */
function say(mode: string, code: string, warning = ''): Said {
  const source = `
    import { retrace } from '@retrace/core'
    const web = 'http://localhost:${servers.ports['web']}'
    const get = async (path) => (await fetch(web + path)).status
    const unwrap = (error) => (error.code || !error.cause ? error : unwrap(error.cause))
    try {
      console.log(JSON.stringify({ ok: await (async () => {${code}})() ?? null }))
    } catch (error) {
      console.log(JSON.stringify({ code: unwrap(error).code, message: unwrap(error).message }))
    }
  `
  project.write({ 'program.mjs': source })
  const { stdout, stderr, status } = run(project.folder, [process.execPath, 'program.mjs'], {
    env: { RETRACE_MODE: mode },
  })
  expect([/\[(\w+)\] RetraceWarning/.exec(stderr)?.[1] ?? stderr, status]).toEqual([warning, 0])
  return JSON.parse(stdout) as Said
}

const ONE = `return retrace.record('one', () => get('/a'))`

function fixture(name = 'one'): string {
  return path.join(project.folder, '__recordings__', 'program.mjs', `${name}.json`)
}

function edit(change: (text: string) => string): void {
  writeFileSync(fixture(), change(readFileSync(fixture(), 'utf8')))
}

test('a fixture that is missing in the mode `none`', () => {
  const { code, message } = say('none', ONE)
  expect(code).toBe('FIXTURE_MISSING')
  expect(message).toContain('"one"')
  expect(message).toContain(path.join('__recordings__', 'program.mjs', 'one.json'))
})

test('a fixture that is cut off', () => {
  say('once', ONE)
  edit((text) => text.slice(0, text.length / 2))
  expect(say('none', ONE)).toMatchObject({ code: 'FIXTURE_UNREADABLE' })
  // It is not recorded over, either.
  expect(say('once', ONE)).toMatchObject({ code: 'FIXTURE_UNREADABLE' })
})

test.each([
  ['no JSON', () => 'nonsense'],
  ['another JSON', () => '{"a":1}'],
  ['no time', (text: string) => text.replace(/"recorded": ".*"/, '"recorded": "yesterday"')],
  ['no exchanges', (text: string) => text.replace('"exchanges"', '"exchange"')],
  ['an unknown protocol', (text: string) => text.replace('"protocol": "http"', '"protocol": "gopher"')],
])('a fixture that was edited into nonsense: %s', (_what, change) => {
  say('once', ONE)
  edit(change)
  expect(say('none', ONE)).toMatchObject({ code: 'FIXTURE_UNREADABLE' })
})

test('a fixture in which one value was edited into nonsense: its place is named', () => {
  say('once', ONE)
  edit((text) => text.replace('"status": 200', '"status": "abc"'))
  const { code, message } = say('none', ONE)
  expect(code).toBe('FIXTURE_UNREADABLE')
  expect(message).toContain('exchanges[0].response.status: "abc" stands where number is expected')
  expect(message).toContain(fixture())
})

test('a fixture that can not be written', () => {
  project.write({ __recordings__: 'a file in the place of the folder' })
  const { code, message } = say('once', ONE)
  expect(code).toBe('FIXTURE_UNWRITABLE')
  expect(message).toContain(fixture())
})

test('a fixture of a newer version', () => {
  say('once', ONE)
  edit((text) => text.replace('"format": 1', '"format": 2'))
  const { code, message } = say('none', ONE)
  expect(code).toBe('FIXTURE_NEWER')
  expect(message).toContain('it has format version 2, and this version of Retrace reads up to 1')
})

test('a fixture of another test', () => {
  say('once', ONE)
  edit((text) => text.replace('"test": "one"', '"test": "two"'))
  expect(say('none', ONE)).toMatchObject({ code: 'FIXTURE_OF_ANOTHER' })
})

test('two tests with one name at the same time', () => {
  const { code, message } = say('once', `return Promise.all([1, 2].map(() => retrace.record('one', () => get('/a'))))`)
  expect(code).toBe('NAME_TAKEN')
  expect(message).toContain('"one"')
})

test('two names that lead to one file', () => {
  say('once', `return retrace.record('a/b', () => get('/a'))`)
  expect(say('once', `return retrace.record('a:b', () => get('/a'))`)).toMatchObject({ code: 'FIXTURE_OF_ANOTHER' })
})

test('no name, and no runner that knows one', () => {
  expect(say('once', `return retrace.record(() => get('/a'))`)).toMatchObject({ code: 'NAME_NEEDED' })
})

test('a request that was never recorded, though the test takes it for an answer', () => {
  say('once', ONE)
  const { code, message } = say('none', `return retrace.record('one', () => get('/b').catch(() => 'caught'))`)
  expect(code).toBe('EXCHANGE_MISSING')
  expect(message).toContain('GET /b (http, localhost:')
  expect(message).toContain('Left there:')
  expect(message).toContain('/a → 200')
})

test('a request that is asked once more than recorded', () => {
  say('once', ONE)
  const twice = `return retrace.record('one', async () => [await get('/a'), await get('/a')])`
  const { code, message } = say('none', twice)
  expect(code).toBe('EXCHANGE_USED_UP')
  expect(message).toContain('and it has been asked for as often already')
})

test('a request with another body: it is answered, and the test fails with what differs', () => {
  const post = (body: string): string => `
    const send = () => fetch(web + '/a', { method: 'POST', body: JSON.stringify(${body}) })
    return retrace.record('one', async () => (await send()).status)
  `
  say('once', post('{ item: 1, size: "s" }'))
  const { code, message } = say('none', post('{ item: 2, size: "s", note: null }'))
  expect(code).toBe('EXCHANGE_CHANGED')
  expect(message).toMatch(/^changed-request: POST \/a \(http, localhost:\d+\)\nat program\.mjs:\d+:\d+\n/)
  expect(message).toContain('$.body.item\n- 1\n+ 2')
  expect(message).toContain('$.body.note added\n+ null')
})

test('a body that is a stream of 100 MB', () => {
  const stream = `
    const chunk = new Uint8Array(1 << 20).fill(97)
    async function* chunks() { for (let i = 0; i < 100; i++) yield chunk }
    const options = { method: 'POST', body: ReadableStream.from(chunks()), duplex: 'half' }
    const { size } = await retrace.record('one', async () => (await fetch(web + '/a', options)).json())
    return [size, process.resourceUsage().maxRSS * 1024 < 10 * size]
  `
  // Its memory is a small multiple of the body: undici alone has it about three times.
  expect(say('once', stream)).toEqual({ ok: [100 * (1 << 20), true] })
  expect(say('none', stream)).toEqual({ ok: [100 * (1 << 20), true] })
})

test('a test that ends with requests in flight', () => {
  const left = `
    await retrace.record('one', async () => {
      void get('/slow').catch(() => {})
      await get('/a')
    })
    process.exit = (code) => process.reallyExit(code)
    return retrace.record('two', () => get('/b'))
  `
  expect(say('once', left, 'REQUESTS_UNFINISHED')).toEqual({ ok: 200 })
  expect(readFileSync(fixture('two'), 'utf8')).not.toContain('/slow')
  expect(say('none', left)).toEqual({ ok: 200 })
})

test('a test that throws between: its error is the one that is seen, and the next one is recorded', () => {
  const between = `
    const thrown = await retrace.record('one', async () => {
      await get('/a')
      throw new Error('of the test')
    }).catch((error) => error.message)
    return [thrown, await retrace.record('two', () => get('/b'))]
  `
  expect(say('once', between)).toEqual({ ok: ['of the test', 200] })
  expect(say('none', between)).toEqual({ ok: ['of the test', 200] })
})

test('a recording inside of another', () => {
  const nested = `return retrace.record('one', () => retrace.record('two', () => get('/a')))`
  const { code, message } = say('once', nested)
  expect(code).toBe('SCOPE_NESTED')
  expect(message).toContain('"two" inside of "one"')
})

test.each([
  ['{ moed: "once" }', 'OPTION_UNKNOWN', 'there is no option `moed`. Options are name, mode'],
  [
    '{ name: "one", mode: "sometimes" }',
    'OPTION_WRONG',
    'the option `mode` is "sometimes". It can be `once`, `new`, `none`',
  ],
  ['{ name: "one", allow: "localhost" }', 'OPTION_WRONG', 'It can be a list of hosts'],
  [
    '{ name: "one", time: new Date("x") }',
    'OPTION_WRONG',
    'the option `time` is null. It can be `recorded`, `real`, or a Date',
  ],
  ['{ name: "one", time: 5 }', 'OPTION_WRONG', '`recorded`, `real`, or a Date'],
])('wrong options: %s', (options, code, text) => {
  const said = say('', `return retrace.record(${options}, () => 1)`)
  expect(said.code).toBe(code)
  expect(said.message).toContain(text)
})

test('a wrong mode in the environment', () => {
  expect(say('sometimes', ONE)).toMatchObject({ code: 'OPTION_WRONG' })
})
