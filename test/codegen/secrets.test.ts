/** No secret of a planted list is found in anything that is generated from the recording of a program that knows them all. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { placesOf } from '../redaction/found.ts'
import { plant } from '../redaction/planted.mjs'
import { startServers } from '../redaction/planted-servers.ts'
import { retrace, type Result, run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const planted = plant()
const conversation = readFileSync(path.join(import.meta.dirname, '../redaction/conversation.mjs'), 'utf8')

const CONFIG = `import { retrace } from '@retrace/vitest/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [retrace()], test: { testTimeout: 30_000 } })
`
/** It is given them as arguments, has them in the state of its module, and says them in what it throws. */
const ACCOUNTS = `import { converse } from './conversation.mjs'

export const sessions = new Map()

export async function openAccount(ports, its, { notes, upload, owners }) {
  await converse(ports, its)
  const account = [...sessions.values()].find(({ owner }) => owner === owners[its.redisKey])
  if (notes.length < 200 || upload.length < 4096) throw new Error('cut short')
  if (process.env.SHOP_DB_PASSWORD === undefined || !process.env.SHOP_DATABASE_URL.includes('@db.test')) throw new Error('not set')
  if (!account) throw new Error(\`no account of \${its.github} with \${its.dsnPassword} and \${its.special}\`)
  return account.owner
}
`
const APP = `import { openAccount, sessions } from './accounts.mjs'

const { ports, planted: its } = JSON.parse(process.env.PLANTED)
sessions.set(its.cookie, { owner: 'ada', password: its.queryApiKey })
await openAccount(ports, its, {
  notes: Array.from({ length: 200 }, (_, i) => \`\${i}: \${Object.values(its).join(' ')}\`),
  upload: Buffer.from(JSON.stringify(its).repeat(5)),
  owners: { [its.redisKey]: 'eve' },
})
`

const TEST = 'accounts.test.js'
const FIXTURE = path.join('__recordings__', TEST, 'openAccount does not throw Error.json')

let project: Project
let recorded: Result
let generated: Result
/** Of each file that was not there before, the text. */
let written: Map<string, string>

beforeAll(async () => {
  const files = {
    'app.mjs': APP,
    'accounts.mjs': ACCOUNTS,
    'conversation.mjs': conversation,
    'vitest.config.mjs': CONFIG,
  }
  project = makeProject({ ...files, 'package.json': '{ "private": true, "type": "module" }' })
  const servers = await startServers(planted)
  recorded = retrace(project.folder, ['record', '--out', 'recordings/one', '--', process.execPath, 'app.mjs'], {
    env: {
      PLANTED: JSON.stringify({ ports: servers.ports, planted }),
      SHOP_DB_PASSWORD: planted['envPassword'],
      SHOP_DATABASE_URL: `postgres://shop:${planted['dsnPassword']}@db.test/shop`,
    },
  })
  await servers.stop()
  generated = retrace(project.folder, ['generate', 'recordings/one', '--json'])
  const names = readdirSync(project.folder, { recursive: true }) as string[]
  const its = names.filter((name) => !(name in files) && !/^(?:recordings|package\.json)/.test(name))
  written = new Map(
    its.filter((name) => statSync(at(name)).isFile()).map((name) => [name, readFileSync(at(name), 'latin1')]),
  )
})

afterAll(() => project.remove())

function at(name: string): string {
  return path.join(project.folder, name)
}

function outcome(): Result {
  return run(project.folder, [process.execPath, path.resolve('node_modules/vitest/vitest.mjs'), 'run'], {
    env: { RETRACE_MODE: 'none' },
  })
}

test('the program crashes, and its test is written', () => {
  expect(recorded.stderr).toContain(`Error: no account of ${planted['github']}`)
  expect(generated).toMatchObject({ status: 0 })
  expect(JSON.parse(generated.stdout)).toMatchObject({ level: 'function', function: 'openAccount', rejected: [] })
  const kept = [...written.keys()].filter((name) => !name.startsWith('node_modules'))
  expect(kept.toSorted()).toEqual([FIXTURE, TEST, 'accounts.test.notes.json', 'accounts.test.upload.bin'])
})

test.each(Object.entries(planted))('nothing that is written has %s', (_name, secret) => {
  expect(placesOf(secret, written)).toEqual([])
})

test('arguments, variables and the fixture have the same placeholders', () => {
  const source = written.get(TEST) as string
  const github = /github: '(redacted\w+)'/.exec(source)?.[1] ?? ''
  expect(github).toHaveLength((planted['github'] as string).length)
  expect(written.get(FIXTURE)).toContain(github)
  const password = /SHOP_DB_PASSWORD\W+(redacted\w+)/.exec(source)?.[1] ?? ''
  expect(source).toContain(`envPassword: '${password}'`)
})

test('the test fails as the program did, and passes once that is mended', () => {
  const red = outcome()
  expect(red.status).toBe(1)
  expect(red.stderr).toMatch(/no account of redacted\w+ with redacted\w+ and redacted/)
  writeFileSync(at('accounts.mjs'), ACCOUNTS.replace(/ {2}if \(!account\) .*\n.*\n/, '  return account?.owner\n'))
  expect(outcome()).toMatchObject({ status: 0 })
})
