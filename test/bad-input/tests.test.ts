/** What tests can do wrong. Each error says what was asked, of which fixture, what comes nearest, and what to do. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noRedis } from '../services/redis.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { startServers } from '../support/servers.ts'

interface Outcome {
  readonly value?: unknown
  /** With their causes. */
  readonly errors?: readonly string[]
  readonly stderr: string
}

let project: Project
let ports = {}
let hasRedis = false
const recorded: Record<string, Outcome> = {}

function start(mode: string, what: string, phase = ''): Outcome {
  const command = [process.execPath, 'tests.mjs', JSON.stringify(ports), what, phase]
  const { stdout, stderr } = run(project.folder, command, { env: { RETRACE_MODE: mode } })
  return { ...(JSON.parse(stdout) as object), stderr }
}

const fixture = (name: string): string => path.join(project.folder, `__recordings__/tests.mjs/${name}.json`)

beforeAll(async () => {
  project = makeProject({ 'tests.mjs': readFileSync(path.join(import.meta.dirname, 'tests.mjs'), 'utf8') })
  const servers = await startServers()
  ports = servers.ports
  hasRedis = servers.hasRedis
  for (const what of ['nested', 'sameName', 'inFlight', 'throws', 'twice', 'several', 'outside', 'connection'])
    recorded[what] = start('once', what)
  if (hasRedis) recorded['shared'] = start('once', 'shared')
  // From here on there is nobody to talk to.
  await servers.stop()
})

afterAll(() => project.remove())

test('recordings do not nest', () => {
  for (const outcome of [recorded['nested'], start('none', 'nested')])
    expect(outcome?.errors).toEqual([
      'SCOPE_NESTED: Failed to record "inner" inside of "outer": recordings do not nest. End the outer one first, or leave the inner one out.',
    ])
})

test('two of one name at the same time are refused, with the fixture that they would share', () => {
  const [error] = recorded['sameName']?.errors ?? []
  expect(error).toContain('NAME_TAKEN: Failed to record "same": it is being recorded already')
  expect(error).toContain('__recordings__/tests.mjs/same.json. Give one of the two another name')
})

describe('a test that ends with requests in flight', () => {
  test('is recorded as far as it came, with a warning that names them', () => {
    expect(recorded['inFlight']?.value).toBe('over')
    expect(recorded['inFlight']?.stderr).toContain('[REQUESTS_UNFINISHED] RetraceWarning: The recording of "in flight"')
    expect(recorded['inFlight']?.stderr).toMatch(
      /under way: GET \/never \(http, localhost:\d+\)\. The fixture __recordings__/,
    )
  })

  test('replays in the same way', () => {
    expect(start('none', 'inFlight')).toEqual({ value: 'over', stderr: '' })
  })

  test('does not wait for ever for an answer that was never recorded', () => {
    const { errors = [] } = start('none', 'inFlight', 'awaited')
    expect(errors.join('\n')).toContain('EXCHANGE_UNFINISHED: Failed to answer GET /never (http, localhost:')
    expect(errors.join('\n')).toContain('of "in flight" has it without an answer, since the test had ended before')
  })
})

describe('a test that leaves requests to the next one, on a client that tells answers by their order', () => {
  test('has them answered as they were, and so has the next', ({ skip }) => {
    if (!hasRedis) return skip(noRedis)
    expect(recorded['shared']?.value).toEqual({ left: [null, 'left'], next: 'next' })
    expect(recorded['shared']?.stderr).toContain('under way: BLPOP retrace:none (redis, localhost:')
    expect(start('none', 'shared')).toEqual({ value: { left: [null, 'left'], next: 'next' }, stderr: '' })
  })

  test('is told which have no answer, where none has ever come, and the next has its own', ({ skip }) => {
    if (!hasRedis) return skip(noRedis)
    const file = fixture('leaves requests')
    const { exchanges, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { exchanges: { command: string[] }[] }
    const lacking = exchanges.map((its) =>
      ['blpop', 'get'].includes(its.command[0] as string)
        ? { ...its, ended: null, replies: [], broke: 'UNFINISHED' }
        : its,
    )
    writeFileSync(file, JSON.stringify({ ...rest, exchanges: lacking }))
    expect(start('none', 'shared').value).toEqual({
      left: [
        expect.stringContaining('Failed to answer BLPOP retrace:none (redis, localhost:'),
        expect.stringContaining('Failed to answer GET retrace:left (redis, localhost:'),
      ],
      next: 'next',
    })
  })
})

describe('a test that throws between', () => {
  test('throws what it threw, and what it had asked until then is kept', () => {
    expect(recorded['throws']?.errors).toEqual(['Error: the test itself'])
    expect(readFileSync(fixture('throws'), 'utf8')).toContain('"/a"')
    expect(start('none', 'throws').errors).toEqual(['Error: the test itself'])
  })

  test('is told what is missing once it goes on, also where it hides that', () => {
    for (const phase of ['mended', 'hidden']) {
      const { errors = [] } = start('none', 'throws', phase)
      expect(errors[0]).toContain(phase === 'hidden' ? 'something else' : 'fetch failed')
      expect(errors.at(-1)).toMatch(
        /EXCHANGE_MISSING: extra: GET \/b \(http, localhost:\d+\)\nat tests\.mjs:\d+:\d+\n[^]+Failed to answer GET \/b \(http, /,
      )
      expect(errors.at(-1)).toContain('__recordings__/tests.mjs/throws.json of "throws" has no such exchange.')
      expect(errors.at(-1)).toContain('All that it has of that protocol has been asked for.')
      expect(errors.at(-1)).toContain('record the test again (mode `all`), or have the real server asked (mode `new`)')
    }
  })
})

test('a request that is asked once more than recorded says how often it was', () => {
  const error = start('none', 'twice', 'again').errors?.at(-1)
  expect(error).toMatch(/EXCHANGE_USED_UP: slower-in-calls: GET \/a \(http, localhost:\d+\)\nat tests\.mjs:\d+:\d+\n/)
  expect(error).toContain('- 1 time\n+ 2 times')
  expect(error).toContain('Failed to answer GET /a (http, localhost:')
  expect(error).toContain('of "twice" has it once, and it has been asked for as often already.')
  expect(error).toMatch(/- GET http:\/\/localhost:\d+\/a → 200/)
})

test('several divergences come together, each with what is nearest first', () => {
  project.write({
    'tests.mjs': readFileSync(path.join(import.meta.dirname, 'tests.mjs'), 'utf8').replace(
      "await get('/orders/1')",
      "if (phase === '') await get('/orders/1')",
    ),
  })
  const error = start('none', 'several', 'more').errors?.[0] ?? ''
  project.write({ 'tests.mjs': readFileSync(path.join(import.meta.dirname, 'tests.mjs'), 'utf8') })
  expect(error).toContain('SCOPE_DIVERGED: In the replay of "several", 2 requests were not as they were recorded.')
  expect(error).toContain('Failed to answer GET /orders/2 (http')
  expect(error).toMatch(/Left there:\n +- GET http:\/\/localhost:\d+\/orders\/1 → 200/)
  expect(error).toContain('Failed to answer GET /other (http')
})

test('what is asked outside of any recording is not answered from one', () => {
  const [error] = start('none', 'outside', 'out').errors ?? []
  expect(error).toContain('Failed to answer select 7 as n (postgres, localhost:')
  expect(error).toContain(
    'fixtures stand in for it only inside of a recording. Ask inside of retrace.record(), or start the server',
  )
})

test('a connection of a replayed test is not one to be recorded over', () => {
  rmSync(fixture('second'))
  const error = start('once', 'connection').errors?.at(-1)
  expect(error).toMatch(
    /Failed to go on with a connection to localhost:\d+: tests that are replayed have used it, and its server can not be/,
  )
  expect(existsSync(fixture('first'))).toBe(true)
})
