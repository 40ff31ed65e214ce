/** `retrace replay`: the same output and exit, wherever the recording and the project have gone. */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { folderWith, recordNode, retrace } from '../support/cli.ts'

const NODE = process.execPath

describe('exit and output', () => {
  test.each([
    ['an exit code', 'process.exitCode = 9'],
    ['process.exit', 'setTimeout(() => process.exit(4), 5)'],
    ['an uncaught error', 'setTimeout(() => { throw new RangeError("too far") }, 5)'],
    [
      'an error that is caught at the last moment',
      'process.on("uncaughtException", () => process.exit(6)); setTimeout(() => { throw new Error() }, 5)',
    ],
  ])('are the recorded ones: %s', (_, source) => {
    const folder = folderWith({
      'app.cjs': `console.log("out", Math.random(), Date.now()); console.error("err", process.pid, process.ppid); ${source}`,
    })
    const recorded = recordNode(folder, 'app.cjs')
    const replayed = retrace(folder, ['replay', 'recording'])
    expect([replayed.status, replayed.stdout]).toEqual([recorded.status, recorded.stdout])
    expect(replayed.stderr.split('\n')[0]).toBe(recorded.stderr.split('\n')[0])
  })

  test('are those of the recorded time zone, language settings and NODE_OPTIONS', () => {
    const source =
      'console.log(new Date().toString(), new Date(0).getHours(), process.env.TZ, typeof gc, process.execArgv)'
    const folder = folderWith({ 'app.cjs': source })
    const env = { TZ: 'Asia/Kolkata', NODE_OPTIONS: '--stack-trace-limit=7' }
    const recorded = retrace(folder, ['record', '--out', 'recording', '--', NODE, '--expose-gc', 'app.cjs'], { env })
    expect(recorded.stdout).toContain('GMT+0530')
    const replayed = retrace(folder, ['replay', 'recording'], {
      env: { TZ: 'America/Lima', NODE_OPTIONS: '--no-warnings' },
    })
    expect(replayed).toEqual(recorded)
  })

  test('are those of a program given on the command line', () => {
    const folder = folderWith()
    const recorded = recordNode(folder, '-e', 'console.log(Math.random(), process.argv.slice(1))', 'x')
    expect(retrace(folder, ['replay', 'recording'])).toEqual(recorded)
  })

  test('a difference ends with 70, and says where', () => {
    const folder = folderWith({ 'app.cjs': 'console.log("one")' })
    recordNode(folder, 'app.cjs')
    writeFileSync(path.join(folder, 'app.cjs'), 'console.log("two")')
    const { status, stderr } = retrace(folder, ['replay', 'recording'])
    expect(status).toBe(70)
    expect(stderr).toContain(
      'retrace: sources differ from the recorded ones: app.cjs (changed). --sources recorded runs',
    )
    expect(stderr).toContain('DIVERGED_OUTPUT')
    expect(stderr).toContain('app.cjs:1')
  })

  test('--verbose names each event on stderr, and leaves stdout alone', () => {
    const folder = folderWith({ 'app.cjs': 'console.log(Date.now())' })
    const recorded = recordNode(folder, 'app.cjs')
    const { status, stdout, stderr } = retrace(folder, ['replay', 'recording', '--verbose'])
    expect([status, stdout]).toEqual([0, recorded.stdout])
    expect(stderr).toMatch(/^#0 \+\d+\.\d{3}s clock\.now milliseconds=\d{13}\n/)
    expect(stderr).toMatch(/process\.exit code=0\n$/)
  })
})

describe('--verify', () => {
  test('replays so many times, shows the output once, and compares', () => {
    const folder = folderWith({
      'app.cjs': 'console.log(Math.random()); setTimeout(() => { console.log(Date.now()); process.exitCode = 3 }, 5)',
    })
    const recorded = recordNode(folder, 'app.cjs')
    const { status, stdout, stderr } = retrace(folder, ['replay', 'recording', '--verify', '3'])
    expect([status, stdout]).toEqual([3, recorded.stdout])
    expect(stderr).toMatch(
      /^retrace: replayed 3 times with the same output \([0-9a-f]{12}\) and the same order of \d+ events \([0-9a-f]{12}\)\n$/,
    )
  })

  test('fails where a replay diverges', () => {
    const folder = folderWith({ 'app.cjs': 'console.log(1)' })
    recordNode(folder, 'app.cjs')
    writeFileSync(path.join(folder, 'app.cjs'), 'console.log(2)')
    expect(retrace(folder, ['replay', 'recording', '--verify', '2']).status).toBe(70)
  })
})

describe('sources', () => {
  const MAIN = `
    import { fileURLToPath } from 'node:url'
    import { answer } from './lib/answer.js'
    import { name } from 'dep'
    console.log(fileURLToPath(new URL('data/x.txt', import.meta.url)), process.cwd(), process.argv[1], process.argv[2], answer, name)
    throw Object.assign(new Error('crash in ' + process.cwd()), { code: 'E_CRASH' })
  `

  function project(): string {
    const folder = folderWith({
      'old/package.json': '{ "name": "app", "type": "module" }',
      'old/main.js': MAIN,
      'old/lib/answer.js': 'export const answer = 42',
      'old/node_modules/dep/package.json': '{ "name": "dep", "type": "module", "exports": "./i.js" }',
      'old/node_modules/dep/i.js': 'export const name = "dep"',
    })
    const old = path.join(folder, 'old')
    const recorded = retrace(old, ['record', '--', NODE, 'main.js', path.join(old, 'argument')])
    expect(recorded).toMatchObject({ status: 1, stdout: expected(old) })
    return folder
  }

  const expected = (root: string, packages = 42): string =>
    `${root}/data/x.txt ${root} ${root}/main.js ${root}/argument ${packages} dep\n`

  test('that have changed are named; --sources recorded runs the recorded ones', () => {
    const old = path.join(project(), 'old')
    writeFileSync(path.join(old, 'lib/answer.js'), 'export const answer = 43')
    rmSync(path.join(old, 'package.json'))
    writeFileSync(path.join(old, 'package.json'), '{ "type": "module" }')
    const live = retrace(old, ['replay', 'recordings/latest'])
    expect(live.status).toBe(70)
    expect(live.stderr).toContain(
      'sources differ from the recorded ones: lib/answer.js (changed), package.json (changed).',
    )
    const kept = retrace(old, ['replay', 'recordings/latest', '--sources', 'recorded'])
    const [, root] = /^(\S+)\/data\/x\.txt/.exec(kept.stdout) ?? []
    expect([kept.status, kept.stdout]).toEqual([1, expected(String(root))])
    expect(kept.stderr).not.toContain('differ')
  })

  test('are found again where the project has moved with its recordings', () => {
    const folder = project()
    const moved = path.join(folder, 'new place')
    renameSync(path.join(folder, 'old'), moved)
    expect(retrace(folder, ['replay', path.join(moved, 'recordings/latest')])).toMatchObject({
      status: 1,
      stdout: expected(moved),
    })
  })

  test('are found again in the current folder, and where --root says', () => {
    const folder = project()
    const [moved, recordings] = [path.join(folder, 'new'), path.join(folder, 'recordings')]
    renameSync(path.join(folder, 'old/recordings'), recordings)
    renameSync(path.join(folder, 'old'), moved)
    mkdirSync(path.join(moved, 'below'))
    const here = retrace(path.join(moved, 'below'), ['replay', path.join(recordings, 'latest')])
    expect(here).toMatchObject({ status: 1, stdout: expected(moved) })
    expect(retrace(folder, ['replay', 'recordings/latest', '--root', 'new'])).toMatchObject({
      status: 1,
      stdout: expected(moved),
    })
  })

  test('that are gone are taken from the recording, and this is said', () => {
    const folder = folderWith({ 'old/app.cjs': 'require("./b.cjs"); console.log(__filename)', 'old/b.cjs': '' })
    const { stdout } = retrace(folder, ['record', '--out', 'kept', '--', NODE, 'old/app.cjs'])
    expect(stdout).toBe(`${folder}/old/app.cjs\n`)
    rmSync(path.join(folder, 'old'), { recursive: true })
    const replayed = retrace(folder, ['replay', 'kept'])
    expect([replayed.status, replayed.stdout]).toEqual([0, `${folder}/kept/sources/app.cjs\n`])
    expect(replayed.stderr).toBe('retrace: the project is not on this machine: running the recorded sources\n')
    rmSync(path.join(folder, 'kept/sources'), { recursive: true })
    const lost = retrace(folder, ['replay', 'kept'])
    expect(lost.status).toBe(66)
    expect(lost.stderr).toMatch(/Failed to find the program of the recording .*kept: .* --root/)
  })

  test('another major version of Node is a warning that names both', () => {
    const folder = folderWith({ 'app.cjs': 'console.log(1)' })
    recordNode(folder, 'app.cjs')
    asIfRecordedBy(path.join(folder, 'recording/main.tape'), 'v18')
    const { status, stdout, stderr } = retrace(folder, ['replay', 'recording'])
    expect([status, stdout]).toEqual([0, '1\n'])
    const recordedBy = process.version.replace(/^v\d\d/, 'v18')
    expect(stderr).toMatch(`retrace: recorded with Node ${recordedBy} and replayed with Node ${process.version}:`)
  })

  test('--node names the Node to replay with', () => {
    const folder = folderWith({ 'app.cjs': 'console.log(1)' })
    recordNode(folder, 'app.cjs')
    expect(retrace(folder, ['replay', 'recording', '--node', NODE])).toMatchObject({ status: 0, stdout: '1\n' })
    const { status, stderr } = retrace(folder, ['replay', 'recording', '--node', './missing'])
    expect(status).toBe(127)
    expect(stderr).toMatch(/^retrace: Failed to start .\/missing: no such command\. Check --node\./)
  })
})

test('a Node that does not load the preload is found out', () => {
  const folder = folderWith({
    'app.cjs': 'console.log(1)',
    deaf: `#!/bin/sh\nunset NODE_OPTIONS\nexec "${NODE}" "$@"\n`,
  })
  chmodSync(path.join(folder, 'deaf'), 0o755)
  recordNode(folder, 'app.cjs')
  const { status, stderr } = retrace(folder, ['replay', 'recording', '--node', './deaf'])
  expect(status).toBe(70)
  expect(stderr).toMatch(
    /^retrace: Failed to replay .*recording: the program has ended with exit code 0, and nothing in it/,
  )
})

/** Changes the version of Node in a tape's header, and the header's checksum. */
function asIfRecordedBy(tape: string, major: string): void {
  const bytes = readFileSync(tape)
  const end = 16 + bytes.readUInt32LE(12)
  bytes.write(major, bytes.indexOf(process.version), 'latin1')
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end)
  writeFileSync(tape, bytes)
}
