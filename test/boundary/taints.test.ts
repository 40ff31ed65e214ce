import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const COMMAND = path.join(import.meta.dirname, '../../core/dist/cli/main.js')
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** The reasons that the manifest of a program's recording names. */
function reasonsOf(source: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-taint-'))
  folders.push(folder)
  const file = path.join(folder, 'program.cjs')
  const out = path.join(folder, 'recording')
  writeFileSync(file, source)
  spawnSync(process.execPath, [COMMAND, 'record', '--out', out, '--', process.execPath, file], { encoding: 'utf8' })
  const { taint } = JSON.parse(readFileSync(path.join(out, 'manifest.json'), 'utf8')) as { taint: { reason: string }[] }
  return taint.map(({ reason }) => reason)
}

test('what is loaded but not used does not taint', () => {
  const modules = ['node:cluster', 'node:http2', 'node:inspector', 'node:v8', 'node:worker_threads', 'node:dgram']
  expect(reasonsOf(`for (const name of ${JSON.stringify(modules)}) require(name)`)).toEqual([])
})

test('a context that Node makes for itself does not taint, one of the program does', () => {
  const streams = `(async () => {
    for await (const chunk of new ReadableStream({ start(it) { it.enqueue(1); it.close() } })) console.log(chunk)
  })()`
  expect(reasonsOf(streams)).toEqual([])
  expect(reasonsOf(`require('node:vm').runInNewContext('1')`)).toEqual([expect.stringContaining('node:vm')])
})

test('each reason is named once, in the order of its first use', () => {
  const reasons = reasonsOf(`
    const { Session } = require('node:inspector')
    for (const session of [new Session(), new Session()]) { session.connect(); session.disconnect() }
    require('node:http2').createServer().close()
    require('node:child_process').spawnSync('true', { stdio: 'inherit' })`)
  expect(reasons).toEqual([
    expect.stringContaining('inspector.Session'),
    expect.stringContaining('node:http2'),
    expect.stringContaining('child process wrote to the stdout'),
  ])
})

test('a worker thread taints, and its messages come in the recorded order all the same', () => {
  const source = `
    const { Worker, isMainThread, parentPort } = require('node:worker_threads')
    if (!isMainThread) parentPort.once('message', (it) => parentPort.postMessage([it]))
    else new Worker(__filename).on('message', console.log).on('exit', console.log).postMessage('hello')`
  expect(reasonsOf(source)).toEqual([expect.stringContaining('worker thread')])
  expect(expectSameReplay({ source })).toBe("[ 'hello' ]\n0\n")
})
