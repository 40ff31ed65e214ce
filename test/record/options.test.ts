/** Options of a recording, with real servers. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

type Ask = readonly unknown[]

interface Outcome {
  readonly mode: string
  readonly came: readonly unknown[]
  readonly error?: string
}

let project: Project
let servers: Servers

function say(mode: string, asks: readonly Ask[], options: object): { outcome: Outcome; stderr: string } {
  const what = JSON.stringify({ ports: servers.ports, asks, options })
  const { stdout, stderr } = run(project.folder, [process.execPath, 'asks.mjs', what], { env: { RETRACE_MODE: mode } })
  return { outcome: JSON.parse(stdout) as Outcome, stderr }
}

function ask(mode: string, asks: readonly Ask[], options: object = {}): Outcome {
  const { outcome, stderr } = say(mode, asks, options)
  expect(stderr).toBe('')
  return outcome
}

const fixtures = (): string => path.join(project.folder, '__recordings__/asks.mjs')

beforeAll(async () => {
  project = makeProject({ 'asks.mjs': readFileSync(path.join(import.meta.dirname, 'asks.mjs'), 'utf8') })
  servers = await startServers()
})

beforeEach(() => rmSync(fixtures(), { recursive: true, force: true }))

afterAll(async () => {
  await servers.stop()
  project.remove()
})

const post = (body: object): Ask => ['http', 'POST', '/orders', body]

test('a host that is allowed stays live in a replay, with its port or without', () => {
  const count = (outcome: Outcome): number => (outcome.came[0] as { readonly count: number }).count
  for (const allow of ['localhost', `localhost:${servers.ports['web']}`]) {
    const first = ask('once', [['http', 'GET', '/']], { allow: [allow] })
    const again = ask('none', [['http', 'GET', '/']], { allow: [allow] })
    expect([again.mode, count(again)]).toEqual(['replay', count(first) + 1])
  }
})

test('the path of a difference can be pasted into `match`', () => {
  const before = ask('once', [post({ item: 'lamp', requestId: 'a' }), ['postgres', 'select $1::text as t', ['a']]])
  const other = [post({ item: 'lamp', requestId: 'b' }), ['postgres', 'select $1::text as t', ['b']]]
  const { error } = ask('none', other)
  const paths = [...(error ?? '').matchAll(/match: \{ (\w+): \{ ignore: \['(.*?)'\] \} \}/g)]
  expect(paths.map(([, ...its]) => its)).toEqual([
    ['http', '$.body.requestId'],
    ['postgres', '$.values[0][0]'],
  ])
  const match = Object.fromEntries(paths.map(([, protocol, its]) => [protocol, { ignore: [its] }]))
  expect(ask('none', other, { match }).came).toEqual(before.came)
})

describe('a fixture that expires', () => {
  const asks = [post({ item: 'lamp' })]
  const file = (): string => path.join(fixtures(), 'asks.json')
  const DAYS = 24 * 3600 * 1000
  const old = { after: '30 days' }

  beforeEach(() => {
    ask('once', asks)
    const recorded = `"recorded": "${new Date(Date.now() - 31 * DAYS).toISOString()}"`
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(/"recorded": "[^"]*"/, recorded))
  })

  test('is replayed with a warning', () => {
    const { outcome, stderr } = say('once', asks, { expiresIn: '30 days' })
    expect(outcome.mode).toBe('replay')
    expect(stderr).toContain(
      '[FIXTURE_EXPIRED] RetraceWarning: The fixture __recordings__/asks.mjs/asks.json of "asks"',
    )
    expect(stderr).toContain('was recorded 31 days ago, and expires after 30 days.')
    expect(say('once', asks, { expiresIn: '5 weeks' }).stderr).toBe('')
  })

  test('fails its test where that is asked for', () => {
    expect(ask('once', asks, { expiresIn: { ...old, action: 'error' } }).error).toContain('was recorded 31 days ago')
  })

  test('is recorded again where that is asked for, but never in the mode `none`', () => {
    const options = { expiresIn: { ...old, action: 'record' } }
    const kept = say('none', asks, options)
    expect(kept.outcome.mode).toBe('replay')
    expect(kept.stderr).toContain('FIXTURE_EXPIRED')
    expect(ask('once', asks, options).mode).toBe('record')
    expect(ask('once', asks, options).mode).toBe('replay')
  })
})

test.for([
  [{ expiresIn: '30' }, 'the option `expiresIn` is "30". It can be a number of minutes, hours, days'],
  [{ expiresIn: { after: '1 day', than: 'warn' } }, 'there is no option `expiresIn.than`. Options are after, action'],
  [
    { expiresIn: { after: '1 day', action: 'warm' } },
    'the option `expiresIn.action` is "warm". It can be `warn`, `error`, `record`',
  ],
  [
    { match: { htpp: {} } },
    'there is no option `match.htpp`. Options are http, postgres, mysql, redis, websocket, external',
  ],
  [{ match: { postgres: { headers: ['a'] } } }, 'there is no option `match.postgres.headers`'],
  [
    { match: { http: { ignore: ['$.body', '$.a..b'] } } },
    'the option `match.http.ignore[1]` is "$.a..b". It can be a path',
  ],
  [{ match: { http: ['$.body'] } }, 'the option `match.http` is ["$.body"]. It can be an object with ignore, headers'],
  [{ match: 'all' }, 'the option `match` is "all". It can be an object by protocol'],
] as const)('%o is refused by name', ([options, text]) => {
  expect(ask('once', [], options).error).toContain(text)
})
