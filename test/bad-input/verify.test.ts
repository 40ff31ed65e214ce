/** What keeps `retrace verify` from finding out: it exits with 2, and says why and what to do. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Result, retrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { changed } from '../verify/programs.ts'
import { recordServer } from '../verify/record-server.ts'

const SERVER = `import { createServer } from 'node:http'
const server = createServer((request, response) => {
  if (request.url === '/never') return
  response.end('hello ' + request.url + process.argv[2])
})
const port = Number(process.env.PORT)
server.listen(port, () => console.log('listening on http://127.0.0.1:' + server.address().port))
process.once('SIGTERM', () => process.exit())
`

let project: Project

beforeAll(async () => {
  project = makeProject({ 'package.json': '{"type":"module"}', 'server.js': SERVER })
  await recordServer(
    project.folder,
    { PORT: '0' },
    async (url) => {
      await (await fetch(new URL('/a', url))).text()
      await fetch(new URL('/never', url), { signal: AbortSignal.timeout(300) }).catch(() => null)
    },
    ['ada'],
  )
})

afterAll(() => project.remove())

function verify(source: string, ...args: readonly string[]): Result {
  project.write({ 'server.js': source })
  return retrace(project.folder, ['verify', ...args])
}

function expectUnverified({ status, stdout, stderr }: Result, code: string, ...says: readonly string[]): void {
  expect({ status, code: stdout }).toEqual({ status: 2, code: expect.stringContaining(code) })
  for (const text of says) expect(stdout + stderr).toContain(text)
}

test('the recording of a program that needs an argument, with a request that is never answered, is verified all the same', () => {
  expect(verify(SERVER, 'recording')).toMatchObject({ status: 0, stdout: expect.stringContaining('2 requests: 0 div') })
})

test('two recordings of a server that listens at one port are verified at once', () => {
  cpSync(path.join(project.folder, 'recording'), path.join(project.folder, 'second'), { recursive: true })
  const both = verify(SERVER, 'recording', 'second', '--jobs', '2')
  rmSync(path.join(project.folder, 'second'), { recursive: true })
  expect(both).toMatchObject({ status: 0, stdout: expect.stringContaining('2 recordings, 4 requests: 0 div') })
})

test('a request that is not answered any more keeps nothing waiting: it may wait for what no recording has', () => {
  const silent = verify(changed(SERVER, "=== '/never'", "!== ''"), 'recording')
  expectUnverified(
    silent,
    'VERIFY_NEVER_ANSWERED',
    'GET /a was answered with 200',
    'nothing else is to come',
    'Ask it by hand',
  )
})

test('where the program does something else besides, or hangs up, that is what is told', () => {
  const asks = changed(
    SERVER,
    "=== '/never'",
    "!== '') return void fetch('http://other.test/').catch(() => {}), 0\n  if (request.url === '/never'",
  )
  const more = verify(asks, 'recording')
  expect(more.status).toBe(1)
  expect(more.stdout).toContain('extra  GET / ')
  const hangsUp = verify(
    changed(SERVER, 'response.end(', "if (request.url === '/a') return request.socket.destroy()\n  response.end("),
    'recording',
  )
  expect(hangsUp.status).toBe(1)
  expect(hangsUp.stdout).toContain('crashed  GET /a')
})

test('a server that does not start, or does not listen', () => {
  const broken = verify(`throw new Error("no configuration")\n${SERVER}`, 'recording')
  expectUnverified(broken, 'VERIFY_NOT_LISTENING', 'Error: no configuration', '-- node server.js')
  expectUnverified(verify('', 'recording'), 'VERIFY_NOT_LISTENING', 'ended without listening')
})

test('what a server that does not start has asked for before is told, where that is new', () => {
  const { status, stdout } = verify(`await fetch('http://settings.test/all')\n${SERVER}`, 'recording')
  expect(status).toBe(1)
  expect(stdout).toContain('extra  GET /all')
})

test('a recording of another program is not compared with itself', () => {
  const other = makeProject({ 'package.json': '{}' })
  const script = path.join(project.folder, 'server.js')
  try {
    cpSync(path.join(project.folder, 'recording'), path.join(other.folder, 'recording'), { recursive: true })
    rmSync(script)
    const result = retrace(other.folder, ['verify', 'recording'])
    expectUnverified(result, 'VERIFY_OTHER_PROGRAM', 'of server.js', '--root')
  } finally {
    other.remove()
  }
})

test('a recording of an older version is read; one of a format that was never there is refused', () => {
  const file = path.join(project.folder, 'recording', 'manifest.json')
  const manifest = readFileSync(file, 'utf8')
  writeFileSync(file, manifest.replace(/"retrace": "[^"]+"/, '"retrace": "0.0.1"'))
  expect(verify(SERVER, 'recording')).toMatchObject({ status: 0 })
  writeFileSync(file, manifest.replace('"format": 1', '"format": "one"'))
  expectUnverified(verify(SERVER, 'recording'), 'RECORDING_UNREADABLE', 'it has no format version')
  writeFileSync(file, manifest)
})

test('a folder without recordings or fixtures, and a glob of none', () => {
  project.write({ 'empty/notes.json': '{}' })
  for (const what of ['empty', 'none-*/recordings']) {
    const { status, stderr } = verify(SERVER, what)
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`Found nothing to verify: ${what}.`),
    })
  }
})

test('a command that there is not, no recordings, and a recording of a newer version', () => {
  expectUnverified(verify(SERVER, 'recording', '--', 'nothing-here'), 'COMMAND_MISSING', 'after `--`')
  const none = verify(SERVER, 'node_modules', 'recording')
  expect(none).toMatchObject({ status: 2 })
  const file = path.join(project.folder, 'recording', 'manifest.json')
  const manifest = readFileSync(file, 'utf8')
  writeFileSync(file, manifest.replace('"format": 1', '"format": 99'))
  expectUnverified(verify(SERVER, 'recording'), 'RECORDING_NEWER')
  writeFileSync(file, manifest)
})
