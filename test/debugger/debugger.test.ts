import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { generatedPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DebuggerClient, type Paused, type Script } from './client.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const RETRACE = path.join(ROOT, 'core/dist/cli/main.js')
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc')
/** Longer than a replay waits for an idle program. */
const AT_BREAKPOINT_MS = 3000

/** What the program prints is what the debugger is to read, in the line that is marked. */
const PROGRAM = `import http from 'node:http'

interface Answer {
  readonly lucky: number
  readonly at: number
}

const server = http.createServer((_request, response) => {
  response.end(JSON.stringify({ lucky: Math.random(), at: Date.now() }))
})

server.listen(0, () => {
  const { port } = server.address() as { port: number }
  http.get({ port, agent: false }, (response) => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => (body += chunk))
    response.on('end', () => report(JSON.parse(body) as Answer))
  })
})

function report({ lucky, at }: Answer): void {
  const read = [lucky, at, Date.now()]
  setTimeout(() => {
    process.stdout.write(JSON.stringify(read)) // HERE
    server.close()
    process.exitCode = 3
  }, 10)
}
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'retrace-debugger-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function compile(...flags: string[]): void {
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(path.join(folder, 'program.ts'), PROGRAM)
  const args = [
    TSC,
    '--ignoreConfig',
    '--noCheck',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    ...flags,
    'program.ts',
  ]
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
}

function lineOf(file: string): number {
  return (
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes('// HERE')) + 1
  )
}

/** Where the marked line of the TypeScript is in what runs, by the source map that the debugger is told of. */
function throughMap({ url, sourceMapURL }: Script): number {
  const json = sourceMapURL.startsWith('data:')
    ? Buffer.from(sourceMapURL.split(',')[1] as string, 'base64').toString()
    : readFileSync(new URL(sourceMapURL, url), 'utf8')
  const map = new TraceMap(json)
  const { line } = generatedPositionFor(map, {
    source: map.sources[0] as string,
    line: lineOf('program.ts'),
    column: 4,
  })
  return line as number
}

/**
 * Records the program, then replays it under a debugger that stops in the marked line.
 *
 * @param lineIn - the line of the script that runs, from 1
 */
async function debugReplay(lineIn: (script: Script) => number): Promise<void> {
  const recording = path.join(folder, 'recording')
  const recorded = spawnSync(
    process.execPath,
    [RETRACE, 'record', '--out', recording, '--', process.execPath, 'program.js'],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  expect(recorded.status).toBe(3)

  const replay = spawn(process.execPath, [RETRACE, 'replay', recording, '--inspect-brk=127.0.0.1:0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  replay.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  replay.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exited = once(replay, 'close')

  let url: string | undefined
  while ((url = /ws:\/\/\S+/.exec(stderr)?.[0]) === undefined) await once(replay.stderr, 'data')
  const client = await DebuggerClient.connect(url)
  await client.send('Runtime.enable')
  await client.send('Debugger.enable')
  await client.send('Runtime.runIfWaitingForDebugger')
  await client.event<Paused>('Debugger.paused', ({ reason }) => reason === 'Break on start')
  const script = await client.event<Script>('Debugger.scriptParsed', (parsed) => parsed.url.endsWith('/program.js'))
  await client.send('Debugger.setBreakpointByUrl', { lineNumber: lineIn(script) - 1, url: script.url })
  await client.send('Debugger.resume')

  const paused = await client.event<Paused>('Debugger.paused')
  expect(paused.hitBreakpoints).toHaveLength(1)
  expect(await client.evaluate(paused, 'read')).toEqual(JSON.parse(recorded.stdout))
  await sleep(AT_BREAKPOINT_MS)
  await client.send('Debugger.resume')
  await client.event('Runtime.executionContextDestroyed').catch(() => undefined)
  client.close()

  const [code] = (await exited) as [number]
  // The report, where there is one, is what a person wants to see.
  expect({ code, stdout }, stderr).toEqual({ code: recorded.status, stdout: recorded.stdout })
}

test('a breakpoint in JavaScript stops in the recorded run, and the stop changes nothing', async () => {
  compile()
  await debugReplay(() => lineOf('program.js'))
})

test.each([
  ['beside the file', '--sourceMap'],
  ['inline', '--inlineSourceMap'],
])('so does one in TypeScript, through a source map %s', async (_, flag) => {
  compile(flag)
  await debugReplay(throughMap)
})
