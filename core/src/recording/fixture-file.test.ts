import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { HttpExchange, HttpResponse } from '../lens/http1/exchange.ts'
import type { Exchange } from '../lens/lens.ts'
import type { Recorded } from '../lens/recorded.ts'
import { bodyFilesOf } from './body-folder.ts'
import { type Fixture, readFixture, writeFixture } from './fixture-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'retrace-fixture-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

const file = (name = 'one'): string => path.join(folder, `${name}.json`)
const bodies = (): string[] => readdirSync(path.join(folder, 'bodies')).toSorted()

function withBodies(...all: readonly (string | Uint8Array)[]): Fixture {
  return withExchanges(
    all.map((body, i) => {
      const bytes = Buffer.from(body as string)
      const response = { at: i, status: 200, reason: 'OK', version: '1.1', headers: [], body: [{ at: i, bytes }] }
      const fields = { at: i, endedAt: i, request: null, interim: [], response: { ...response, trailers: [] } }
      return { protocol: 'http', ...fields }
    }),
  )
}

function withExchanges(exchanges: readonly Exchange[]): Fixture {
  const to = { host: 'it.test', port: 80, secure: false }
  const recorded = exchanges.map((exchange) => ({ to, connection: 1, exchange, broke: null }))
  return { test: 'one', began: 0, random: {}, exchanges: recorded }
}

function bodyIn(fixture: Fixture, at = 0): string {
  const { response } = (fixture.exchanges[at] as Recorded).exchange as HttpExchange
  return Buffer.concat((response as HttpResponse).body.map(({ bytes }) => bytes)).toString('latin1')
}

const LONG_JSON = JSON.stringify({ items: Array.from({ length: 4000 }, (_, i) => i) }, null, 2)
const LONG_TEXT = 'a line\n'.repeat(4000)
const LONG_BINARY = Buffer.alloc(40_000, 0xfe)

test('large bodies have files of their own, named by content and kind, and come back as they were', () => {
  const fixture = withBodies(LONG_JSON, LONG_TEXT, LONG_BINARY, 'short')
  writeFixture(file(), fixture)
  expect(
    bodies()
      .map((name) => path.extname(name))
      .toSorted(),
  ).toEqual(['.bin', '.json', '.txt'])
  expect(readFileSync(file(), 'utf8').length).toBeLessThan(1500)
  expect(readFixture(file())).toEqual(fixture)
  expect(bodyFilesOf(file()).toSorted()).toEqual(bodies().map((name) => path.join(folder, 'bodies', name)))
  expect(
    readFileSync(
      path.join(
        folder,
        'bodies',
        bodies().find((name) => name.endsWith('.json'))!,
      ),
      'utf8',
    ),
  ).toBe(LONG_JSON)
})

test('fixtures with the same large body share its file', () => {
  writeFixture(file('one'), withBodies(LONG_TEXT, LONG_TEXT))
  writeFixture(file('two'), withBodies(LONG_TEXT))
  expect(bodies()).toHaveLength(1)
})

test('a body that was edited by hand is what is replayed, and a new recording leaves it alone', () => {
  writeFixture(file('one'), withBodies(LONG_TEXT))
  const [name] = bodies() as [string]
  writeFileSync(path.join(folder, 'bodies', name), 'edited')
  expect(bodyIn(readFixture(file('one')))).toBe('edited')
  writeFixture(file('two'), withBodies(LONG_TEXT))
  expect(bodyIn(readFixture(file('one')))).toBe('edited')
  expect(bodyIn(readFixture(file('two')))).toBe(LONG_TEXT)
  expect(bodies()).toEqual([name.replace('.', '-2.'), name])
})

test('a body that is missing, or elsewhere, is an error that says which fixture wants it', () => {
  writeFixture(file(), withBodies(LONG_TEXT))
  const [name] = bodies() as [string]
  rmSync(path.join(folder, 'bodies', name))
  const said = { code: 'FIXTURE_BODY_UNREADABLE', message: expect.stringContaining('there is no such file') as string }
  expect(() => readFixture(file())).toThrow(expect.objectContaining(said))
  expect(() => readFixture(file())).toThrow(file())
  expect(bodyFilesOf(file())).toEqual([path.join(folder, 'bodies', name)])
  for (const other of ['../one.json', '/etc/passwd', '.hidden']) {
    writeFileSync(file('other'), readFileSync(file(), 'utf8').replace(name, other))
    expect(() => readFixture(file('other'))).toThrow('of that folder, and of no other')
  }
})

test('data of the program that looks like a reference is data', () => {
  const fixture = withBodies('{"file":"secret.bin","jsonFile":"x.json","base64":"AA=="}')
  writeFixture(file(), fixture)
  expect(readFixture(file())).toEqual(fixture)
  expect(bodyFilesOf(file())).toEqual([])
})

test('what a process that was killed has left over is removed, and what another one is writing is not', () => {
  mkdirSync(path.join(folder, 'bodies'))
  for (const left of ['.retrace-1-0-1.tmp', 'bodies/.retrace-1-0-2.tmp']) {
    writeFileSync(path.join(folder, left), 'half')
    utimesSync(path.join(folder, left), 0, 0)
  }
  writeFileSync(path.join(folder, '.retrace-2-0-1.tmp'), 'being written')
  writeFixture(file(), withBodies(LONG_TEXT))
  expect(readdirSync(folder).toSorted()).toEqual(['.retrace-2-0-1.tmp', 'bodies', 'one.json'])
  expect(bodies()).toHaveLength(1)
})

test('a fixture that can not be written is an error with a code, and leaves nothing', () => {
  writeFileSync(path.join(folder, 'taken'), '')
  const inFile = path.join(folder, 'taken', 'one.json')
  expect(() => writeFixture(inFile, withBodies('x'))).toThrow(expect.objectContaining({ code: 'FIXTURE_UNWRITABLE' }))
  mkdirSync(file('folder'))
  expect(() => writeFixture(file('folder'), withBodies('x'))).toThrow(file('folder'))
  expect(readdirSync(folder).toSorted()).toEqual(['folder.json', 'taken'])
})

test('a byte order mark, as some editors put it, is no part of it', () => {
  const fixture = withBodies('it')
  writeFixture(file(), fixture)
  writeFileSync(file(), `\uFEFF${readFileSync(file(), 'utf8')}`)
  expect(readFixture(file())).toEqual(fixture)
})
