/** Commands that aren't there, and programs that end as no program should. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { folderWith, readJson, recordNode, retrace, run, startRetrace } from '../support/cli.ts'

test('a command that is not there is named, and no folder is left', () => {
  const folder = folderWith()
  const { status, stdout, stderr } = retrace(folder, ['record', '--', 'no-such-command', '--flag'])
  expect([status, stdout]).toEqual([127, ''])
  expect(stderr).toBe('retrace: Failed to start no-such-command: no such command. Check the command after `--`.\n')
  expect(retrace(folder, ['replay', 'recordings/latest']).status).toBe(66)
})

test('a script that is not there is recorded as the failure it is', () => {
  const folder = folderWith()
  const recorded = recordNode(folder, 'no-such-script.js')
  expect(recorded.status).toBe(1)
  expect(recorded.stderr).toContain("Cannot find module '")
})

test('a command in which no Node program starts runs, and says that nothing was recorded', () => {
  const folder = folderWith()
  const { status, stdout, stderr } = retrace(folder, ['record', '--out', 'out', '--', 'sh', '-c', 'echo hello; exit 4'])
  expect([status, stdout]).toEqual([4, 'hello\n'])
  expect(stderr).toMatch(/^retrace: Ran sh -c .* but no Node process started in it/)
  expect(existsSync(path.join(folder, 'out'))).toBe(false)
})

const TICKS = 'let n = 0; setInterval(() => console.log("tick", ++n, Date.now()), 5)'

test.each([
  ['the program', false],
  ['the program and the command', true],
])('kill -9 of %s leaves a recording that replays to its last event', async (_, both) => {
  const folder = folderWith({ 'app.cjs': `console.log(process.pid); ${TICKS}` })
  const command = startRetrace(folder, ['record', '--out', 'out', '--', process.execPath, 'app.cjs'])
  let stdout = ''
  for await (const part of command.stdout as Readable) {
    stdout += String(part)
    if (stdout.split('\n').length < 200) continue
    process.kill(Number.parseInt(stdout, 10), 'SIGKILL')
    if (both) command.kill('SIGKILL')
    break
  }
  if (command.exitCode === null && command.signalCode === null) await once(command, 'exit')
  expect(command.signalCode).toBe('SIGKILL')

  const replayed = retrace(folder, ['replay', 'out'])
  expect(replayed.stdout.split('\n').length).toBeGreaterThan(10)
  expect(stdout.startsWith(replayed.stdout) || replayed.stdout.startsWith(stdout)).toBe(true)
  const how = both ? 'nobody saw how the recorded program ended' : 'the recorded program was ended by SIGKILL'
  expect(replayed.stderr).toMatch(new RegExp(`^retrace: the recording ends here, after \\d+ events: ${how}\n$`))
  expect(replayed.status).toBe(both ? 0 : 128 + 9)
  const exit = both ? null : { code: null, signal: 'SIGKILL' }
  expect(readJson(folder, 'out/manifest.json')).toMatchObject({ complete: false, exit })
})

test('process.exit in the middle of a write exits so again', () => {
  const source =
    'process.stdout.write("x".repeat(3e6)); process.stdout.write("y".repeat(3e6), () => console.log("never")); process.exit(7)'
  const folder = folderWith({ 'app.cjs': source })
  const recorded = recordNode(folder, 'app.cjs')
  expect([recorded.status, recorded.stderr]).toEqual([7, ''])
  const replayed = retrace(folder, ['replay', 'recording'])
  expect([replayed.status, replayed.stderr]).toEqual([7, ''])
  // How much of it a reader still gets depends on how fast it reads; the program can't see that.
  expect(/^x+y*$/.test(replayed.stdout)).toBe(true)
})

test('a native crash ends the command so too, and the recording replays to it', () => {
  const folder = folderWith({
    'app.cjs': 'console.log("before"); setTimeout(() => { console.log(Date.now()); process.abort() }, 5)',
  })
  const recorded = recordNode(folder, 'app.cjs')
  expect([recorded.status, recorded.signal]).toEqual([null, 'SIGABRT'])
  expect(readJson(folder, 'recording/manifest.json')).toMatchObject({ exit: { code: null, signal: 'SIGABRT' } })
  const replayed = retrace(folder, ['replay', 'recording'])
  expect([replayed.status, replayed.stdout]).toEqual([128 + 6, recorded.stdout])
})

test('a fault of memory that no one can see coming keeps what was recorded until a moment before', () => {
  const folder = folderWith({ 'app.cjs': `setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 700); ${TICKS}` })
  const recorded = recordNode(folder, 'app.cjs')
  expect(recorded.signal).toBe('SIGSEGV')
  const replayed = retrace(folder, ['replay', 'recording'])
  expect(replayed.status).toBe(128 + 11)
  expect(recorded.stdout.startsWith(replayed.stdout)).toBe(true)
  expect(replayed.stderr).toMatch(/ended by SIGSEGV\n$/)
})

test('wrong usage is said, with exit code 64', () => {
  const folder = folderWith()
  const usages = [
    [],
    ['record'],
    ['replay'],
    ['replay', 'x', '--sources', 'other'],
    ['replay', 'x', '--verify', 'often'],
    ['inspect', 'x', '--from', '-1'],
    ['unknown'],
    ['replay', 'x', '--unknown'],
  ]
  for (const args of usages) {
    const { status, stdout, stderr } = retrace(folder, args)
    expect([args, status, stdout]).toEqual([args, 64, ''])
    expect(stderr).not.toBe('')
  }
  expect(run(folder, ['ls']).stdout).toBe('')
})
