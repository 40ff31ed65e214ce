import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const WATCH = `
  const child = require('node:child_process')
  const { inspect } = require('node:util')
  const show = (...given) => console.log(...given.map((it) => (it instanceof Error ? inspect({ ...it }) : inspect(it))))
  function watch(it) {
    for (const event of ['spawn', 'exit', 'close', 'error', 'message', 'disconnect']) it.on(event, (...given) => show(event, ...given))
    for (const name of ['stdout', 'stderr']) it[name]?.on('data', (data) => show(name, String(data))).on('end', () => show(name, 'end'))
    return it
  }
`

const PROGRAMS: Record<string, string> = {
  'its output, its events and its exit code': `watch(child.spawn('sh', ['-c', 'echo a; sleep 0.02; echo b >&2; exit 4']))`,
  'one that is missing': `watch(child.spawn('missing-command'))`,
  'what is written to its stdin': `const it = watch(child.spawn('cat')); it.stdin.write('to '); it.stdin.end('cat')`,
  'a signal to it': `const it = watch(child.spawn('sleep', ['20'])); setTimeout(() => show(it.kill(), it.killed), 10)`,
  'exec that fails': `child.exec('echo out; echo err >&2; exit 2', show)`,
  'exec that takes too long': `child.exec('sleep 20', { timeout: 20 }, show)`,
  'promisified execFile': `require('node:util').promisify(child.execFile)('echo', ['x']).then(show)`,
  'an abort signal': `
    const controller = new AbortController()
    child.execFile('sleep', ['20'], { signal: controller.signal }, (error) => show(error.name))
    setTimeout(() => controller.abort(), 10)`,
  'megabytes both ways': `
    let size = 0
    const it = child.spawn('cat')
    it.stdout.on('data', (data) => (size += data.length))
    it.on('close', () => show(size))
    it.stdin.end(Buffer.alloc(2_000_000))`,
  'further pipes': `
    const it = watch(child.spawn('sh', ['-c', 'cat <&4 >&3'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] }))
    it.stdio[3].on('data', (data) => show(String(data)))
    it.stdio[4].end('through')`,
  'messages to and from a fork': `
    if (process.argv[2]) process.on('message', (it) => process.send({ got: it, pid: process.pid }))
    else watch(child.fork(__filename, ['child'], { silent: true })).on('message', function () { this.disconnect() }).send('hello')`,
  'messages with values that JSON lacks': `
    if (process.argv[2]) process.on('message', (it) => process.send({ got: it }))
    else watch(child.fork(__filename, ['child'], { silent: true, serialization: 'advanced' }))
      .on('message', function () { this.disconnect() }).send(new Map([[1n, new Date(0)]]))`,
}

test.each(Object.entries(PROGRAMS))('a child replays: %s', (_name, source) => {
  expect(expectSameReplay({ source: WATCH + source })).not.toBe('')
})
