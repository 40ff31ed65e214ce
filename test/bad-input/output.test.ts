/** Recordings that can't be written. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, PRELOAD, retrace, run, COMMAND } from '../support/cli.ts'

const HELLO = { 'app.cjs': 'console.log("hello"); process.exitCode = 3' }

test('a folder that has something in it is refused, and left as it is', () => {
  const folder = folderWith({ ...HELLO, 'out/mine.txt': 'mine' })
  const { status, stdout, stderr } = retrace(folder, ['record', '--out', 'out', '--', process.execPath, 'app.cjs'])
  expect([status, stdout]).toEqual([73, ''])
  expect(stderr).toMatch(
    /^retrace: Failed to record into .*out: it exists and is not empty\. Choose another folder with --out/,
  )
  expect(readdirSync(path.join(folder, 'out'))).toEqual(['mine.txt'])
})

test('a file in the place of the folder is refused, and left as it is', () => {
  const folder = folderWith({ ...HELLO, out: 'mine' })
  expect(retrace(folder, ['record', '--out', 'out', '--', process.execPath, 'app.cjs']).status).toBe(73)
  const below = retrace(folder, ['record', '--out', 'out/below', '--', process.execPath, 'app.cjs'])
  expect(below.status).toBe(73)
  expect(below.stderr).toMatch(/Failed to record into .*below: ENOTDIR.*choose another folder/)
  expect(readFileSync(path.join(folder, 'out'), 'utf8')).toBe('mine')
})

test('an empty folder is recorded into', () => {
  const folder = folderWith({ ...HELLO })
  run(folder, ['mkdir', 'out'])
  expect(retrace(folder, ['record', '--out', 'out', '--', process.execPath, 'app.cjs']).status).toBe(3)
  expect(existsSync(path.join(folder, 'out/main.tape'))).toBe(true)
})

test('switched on by the environment, a folder that is taken leaves the program alone', () => {
  const folder = folderWith({ ...HELLO, 'out/mine.txt': 'mine' })
  const env = { RETRACE: '1', RETRACE_RECORDING_PATH: 'out', NODE_OPTIONS: `--require ${PRELOAD}` }
  const { status, stdout, stderr } = run(folder, [process.execPath, 'app.cjs'], { env })
  expect([status, stdout]).toEqual([3, 'hello\n'])
  expect(stderr).toMatch(/^retrace: Failed to record into .*it exists and is not empty/)
  expect(readdirSync(path.join(folder, 'out'))).toEqual(['mine.txt'])
})

test('with no space left the recording stops, says so once, and the program goes on', () => {
  const source = `
    for (let turn = 0; turn < 40; turn++) setTimeout(() => {
      for (let i = 0; i < 20_000; i++) Date.now() * Math.random()
      console.log('turn', turn)
    }, turn * 5)
    setTimeout(() => { console.log('end'); process.exitCode = 5 }, 900)
  `
  const folder = folderWith({ 'app.cjs': source })
  const plain = run(folder, [process.execPath, 'app.cjs'])
  // No file may grow past this size: what a disk that is full does to a write.
  const limited = `ulimit -f 512; exec "$0" "${COMMAND}" record --out out -- "$0" app.cjs`
  const { status, stdout, stderr } = run(folder, ['bash', '-c', limited, process.execPath])
  expect([status, stdout]).toEqual([5, plain.stdout])
  expect(stderr).toMatch(/^retrace: Stopped recording: EFBIG: .* The program goes on; the tape is good up to here\.\n$/)

  const replayed = retrace(folder, ['replay', 'out'])
  expect(replayed.status).toBe(5)
  expect(replayed.stderr).toMatch(
    /the recording ends here, after \d+ events: the recorded program went on unrecorded, and exited with 5/,
  )
  expect(replayed.stdout).not.toBe('')
  expect(plain.stdout.startsWith(replayed.stdout)).toBe(true)
})

test('a fault inside the recorder stops the recording, is said once, and the program goes on', () => {
  // What a program does to its globals can reach the recorder, which lives in the same process.
  const source = `
    console.log('before', process.env.HOME)
    const broken = () => { throw new Error('broken on purpose') }
    for (const key of ['write', 'utf8Write', 'latin1Write', 'ucs2Write', 'set']) Object.defineProperty(Buffer.prototype, key, { value: broken })
    for (const name of ['ONE', 'TWO', 'THREE']) console.log(process.env[name])
    setTimeout(() => { console.log('after'); process.exitCode = 3 }, 20)
  `
  const folder = folderWith({ 'app.cjs': source })
  const plain = run(folder, [process.execPath, 'app.cjs'])
  const recorded = retrace(folder, ['record', '--out', 'out', '--', process.execPath, 'app.cjs'])
  expect([recorded.status, recorded.stdout]).toEqual([3, plain.stdout])
  expect(recorded.stderr).toMatch(/^retrace: Stopped recording: broken on purpose\. The program goes on[^\n]*\n$/)
  expect(retrace(folder, ['replay', 'out']).status).toBe(3)
})
