import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noRedis } from '../services/redis.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { startServers } from '../support/servers.ts'

const PARTS = [
  'fetch',
  'stamps',
  'large',
  'https',
  'events',
  'openai',
  'websocket',
  'left',
  'pushed',
  'greeted',
  'lines',
  'hungUp',
  'addresses',
  'broken',
  'refused',
  'unknown',
  'timeout',
  'random',
  'postgres',
  'redis',
]

interface Outcome {
  readonly name: string
  readonly mode: string
  readonly came: unknown
  readonly now: string
  readonly unused: readonly string[]
}

let project: Project
let ports = {}
let recorded: readonly Outcome[] = []
/** What depends on which of two clients is told something unasked. */
let pushed: readonly string[] = []
/** Of several replays. */
const replayed: (readonly Outcome[])[] = []

function program(parts: readonly string[], mode: string, more: object = {}): Outcome[] {
  const command = [process.execPath, 'clients.mjs', JSON.stringify({ ...ports, ...more }), ...parts]
  const { status, stdout, stderr } = run(project.folder, command, { env: { RETRACE_MODE: mode } })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const lines = stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Outcome)
}

beforeAll(async () => {
  const source = readFileSync(path.join(import.meta.dirname, 'clients.mjs'), 'utf8')
  project = makeProject({ 'clients.mjs': source })
  const servers = await startServers()
  ports = servers.ports
  const parts = PARTS.filter((part) => servers.hasRedis || part !== 'redis')
  pushed = servers.hasRedis ? ['notified', 'subscribed'] : ['notified']
  recorded = program([...parts, 'patience', 'limited', ...pushed], 'once')
  // From here on there is nobody to talk to.
  await servers.stop()
  for (let again = 0; again < 3; again++) replayed.push(program(parts, 'none'))
})

afterAll(() => project.remove())

const of = (outcomes: readonly Outcome[] | undefined, part: string): Outcome | undefined =>
  outcomes?.find(({ name }) => name === part)

describe('what is recorded replays without a server', () => {
  test.for(PARTS)('%s', (part, { skip }) => {
    const before = of(recorded, part)
    if (!before && part === 'redis') skip(noRedis)
    expect(before?.mode).toBe('record')
    for (const outcomes of replayed) {
      const after = of(outcomes, part)
      expect(after?.mode).toBe('replay')
      expect(after?.came).toEqual(before?.came)
      expect(after?.unused).toEqual([])
    }
  })
})

test('the clock of a replay begins where that of the recording did', () => {
  const [before, after] = [of(recorded, 'fetch'), of(replayed[0], 'fetch')]
  const apart = Date.parse(after?.now ?? '') - Date.parse(before?.now ?? '')
  // Computing takes no time in a replay.
  expect(apart).toBeLessThanOrEqual(0)
  expect(apart).toBeGreaterThan(-10_000)
})

test('waiting costs nothing in a replay', () => {
  const [outcome] = program(['patience'], 'none', { isReplay: true })
  expect(outcome?.came).toEqual([[503, 503, 503, 503, 503, 200], true])
})

test('a request is sent in time, whatever else is under way', () => {
  const [outcome] = program(['limited'], 'none', { isReplay: true })
  expect(outcome).toMatchObject({ mode: 'replay', came: of(recorded, 'limited')?.came, unused: [] })
})

test('what comes unasked comes to the client that it came to, whichever logs in first', () => {
  for (const outcome of program(pushed, 'none', { isReplay: true }))
    expect(outcome).toMatchObject({ mode: 'replay', came: of(recorded, outcome.name)?.came, unused: [] })
})

test('an address that is tried in vain before another leaves nothing in the fixture', () => {
  const file = path.join(project.folder, '__recordings__/clients.mjs/addresses.json')
  expect(readFileSync(file, 'utf8')).not.toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH/)
})

test('what proves who asks is not in the fixture', () => {
  const files = ['fetch', 'openai'].map((part) =>
    path.join(project.folder, '__recordings__/clients.mjs', `${part}.json`),
  )
  const text = files.map((file) => readFileSync(file, 'utf8')).join('')
  expect(text).not.toContain('that-is-secret')
  expect(text).toContain('Bearer redacted')
})
