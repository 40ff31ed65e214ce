/** Options of a recording, with real servers. */
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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

function ask(mode: string, asks: readonly Ask[], options: object = {}): Outcome {
  const what = JSON.stringify({ ports: servers.ports, asks, options })
  const { stdout, stderr } = run(project.folder, [process.execPath, 'asks.mjs', what], { env: { RETRACE_MODE: mode } })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Outcome
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

test.for([
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
