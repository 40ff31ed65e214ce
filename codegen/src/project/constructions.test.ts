/** What a test can make in the way in which the project makes it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { constructionOf } from './constructions.ts'
import { UserProject } from './project.ts'

function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-project-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const all = { 'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }', ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

/** Its source, with what is imported in braces: names of packages, and of files of the project. */
function constructed(className: string, files: Readonly<Record<string, string>>): string | null {
  const folder = projectWith(files)
  const [first] = Object.keys(files) as [string]
  const its = constructionOf(new UserProject(path.join(folder, first)), className)
  if (!its) return null
  const text = its.parts.map((part) => {
    if (typeof part === 'string') return part
    if (part.kind === 'text') return part.source
    if (part.kind === 'package') return `{${part.specifier} ${part.name ?? 'whole'}}`
    return `{${path.relative(folder, part.file)} ${part.exported.name}}`
  })
  return text.join('') + (its.awaits === null ? '' : ` ${its.awaits}`)
}

test.each([
  ["import pg from 'pg'\nnew pg.Pool({ max: 2 })", '{pg whole}.Pool({ max: 2 })'],
  ["import { Pool as Db } from 'pg'\nnew Db()", null],
  ["import { Pool } from 'pg'\nnew Pool()", '{pg Pool}()'],
  ["import * as pg from 'pg'\nnew pg.Pool()", '{pg Pool}()'],
  ["import * as pg from 'pg'\nexport const db = () => new pg.Pool(/* none */)", '{pg Pool}(/* none */)'],
  ["const { Pool } = require('pg')\nnew Pool()", '{pg Pool}()'],
  ["const pg = require('pg')\nnew pg.Pool()", '{pg whole}.Pool()'],
  ["const Pool = require('pg').Pool\nnew Pool()", '{pg Pool}()'],
])('of a package, as in %j', (source, expected) => {
  expect(constructed('BoundPool', { 'src/app.js': source })).toBe(expected && `new ${expected}`)
})

test.each([
  ['process.env.URL!', 'process.env.URL!'],
  ['{ url: process.env.URL as string, retry: (n: number) => Math.min(n, 9) }', null],
  ['{ url }', '{ url: {src/settings.ts url} }'],
  ['{ host, port: Number(PORT) }', "{ host: 'db', port: Number({src/redis.ts PORT}) }"],
  ['timeout', '(process.env.FAST ? 1 : 9)'],
  ['later', null],
  ['given', null],
  ['this.url', null],
  ['await address()', null],
  ['settings()', null],
  ['missing', null],
])('with what it is given, as in new Redis(%s)', (given, expected) => {
  const source = `import { Redis } from 'ioredis'
import { url } from './settings.js'
export const PORT = '1'
const host = 'db'
const timeout = process.env.FAST ? 1 : 9
let later = 1
later = 2
function settings() {}
export async function connect(given: string) {
  return new Redis(${given})
}
`
  const its = constructed('Redis', { 'src/redis.ts': source, 'src/settings.ts': "export const url = 'redis://x'" })
  const own = given.includes('retry') ? given : expected
  expect(its).toBe(own && `new {ioredis Redis}(${own})`)
})

test.each([
  ['const client = createClient({ db: 2 })', '{redis createClient}({ db: 2 })'],
  ["const client = createClient().on('error', log)\nawait client.connect()", '{redis createClient}() connect'],
  ["const client = await createClient().on('error', log).connect()", '{redis createClient}() connect'],
  [
    'class Cache { client = createClient(); async open() { await this.client.connect() } }',
    '{redis createClient}() connect',
  ],
  ['createClient()\ncreateClient({ db: 2 })', null],
])('by what is called after it, as in %j', (source, expected) => {
  expect(constructed('RedisClient', { 'app.js': `import { createClient } from 'redis'\n${source}` })).toBe(expected)
})

test('texts are told with the names under which they may be secret', () => {
  const folder = projectWith({
    'db.js': `import { Client } from 'x'
const PIN = '1'
const own = 'a'
new Client(\`http://\${own}/\`, { password: own, more: { key: \`b\`, 'of-c': 'c' }, pin: [PIN] })`,
  })
  const { parts } = constructionOf(new UserProject(path.join(folder, 'db.js')), 'Client')!
  const texts = parts.flatMap((part) => (typeof part !== 'string' && part.kind === 'text' ? part : []))
  expect(texts.map(({ name, source }) => [name, source])).toEqual([
    ['', '`http://${'],
    ['own', "'a'"],
    ['', '}/`'],
    ['password', "'a'"],
    ['key', '`b`'],
    ['of-c', "'c'"],
    ['pin', "'1'"],
  ])
})

test('not one of a class of the project, or of the language, nor one of several', () => {
  const files = {
    'a.ts': "import { Client } from 'x'\nnew Client(1)\nnew Client(2)\nnew Map()\nclass Own {}\nnew Own()",
  }
  expect(['Client', 'Map', 'Own', 'Other'].map((name) => constructed(name, files))).toEqual([null, null, null, null])
})

test('what a recording keeps of the sources is none of them', () => {
  const source = "import { Redis } from 'ioredis'\nnew Redis(1)"
  const files = { 'src/app.js': source, 'night/main.tape': '', 'night/sources/src/app.js': source.replace('1', '2') }
  expect(constructed('Redis', files)).toBe('new {ioredis Redis}(1)')
})
