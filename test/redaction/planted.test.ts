/** No secret of a planted list is found in anything that is written, and without them all is replayed. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { placesOf } from './found.ts'
import { plant } from './planted.mjs'
import { startServers } from './planted-servers.ts'

const planted = plant()
const PLANTED = JSON.stringify(planted)
const PROGRAM = ['program.mjs', 'conversation.mjs']

let project: Project
let ports: Record<string, string | number>
let recorded: Said
/** Of each file, the text. */
let written: Map<string, string>

interface Said {
  readonly mode: string
  readonly made: string
  readonly count: number
}

function program(env: NodeJS.ProcessEnv): Said {
  const what = JSON.stringify({ ports, names: Object.keys(planted) })
  const { stdout, stderr } = run(project.folder, [process.execPath, 'program.mjs', what], { env })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Said
}

/** All that has been written, and what is inside of it as base64. */
function textsIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true }) as string[]
  const files = names.filter((name) => !PROGRAM.includes(name) && statSync(path.join(folder, name)).isFile())
  return new Map(
    files.map((name) => {
      const text = readFileSync(path.join(folder, name), 'latin1')
      const inside = [...text.matchAll(/"([A-Za-z0-9+/]{8,}={0,2})"/g)].map(([, run = '']) =>
        Buffer.from(run, 'base64').toString('latin1'),
      )
      return [name, [text, ...inside].join('\n')]
    }),
  )
}

beforeAll(async () => {
  project = makeProject(
    Object.fromEntries(PROGRAM.map((name) => [name, readFileSync(path.join(import.meta.dirname, name), 'utf8')])),
  )
  const servers = await startServers(planted)
  ports = servers.ports
  recorded = program({
    RETRACE_MODE: 'once',
    PLANTED,
    SHOP_DB_PASSWORD: planted['envPassword'],
    SHOP_DATABASE_URL: `postgres://shop:${planted['dsnPassword']}@db.test/shop`,
  })
  await servers.stop()
  written = textsIn(project.folder)
})

afterAll(() => project.remove())

test('there are kinds enough, and a fixture', () => {
  expect(Object.keys(planted).length).toBeGreaterThan(40)
  expect(recorded).toMatchObject({ mode: 'record' })
  expect([...written.keys()]).toEqual([path.join('__recordings__', 'program.mjs', 'planted.json')])
})

test.each(Object.entries(planted))('nothing that is written has %s', (_name, secret) => {
  expect(placesOf(secret, written)).toEqual([])
})

test('what the program made itself is not found either', () => {
  const drawn = Buffer.from(recorded.made, 'hex').toString('latin1')
  for (const [, text] of written) for (const its of [recorded.made, drawn]) expect(text).not.toContain(its)
})

test('fixtures are for nobody but who made them', () => {
  const folder = path.join(project.folder, '__recordings__', 'program.mjs')
  const modes = [folder, path.join(folder, 'planted.json')].map((it) => statSync(it).mode & 0o777)
  expect(modes).toEqual([0o700, 0o600])
})

test('it is replayed with no secret and no server', () => {
  expect(program({ RETRACE_MODE: 'none' })).toMatchObject({ mode: 'replay', count: recorded.count })
})
