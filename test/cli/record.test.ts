/** `retrace record`: what it leaves alone, and what it leaves behind. */
import { once } from 'node:events'
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, readJson, recordNode, retrace, run, startRetrace } from '../support/cli.ts'

const NODE = process.execPath

describe('the command', () => {
  test.each([
    ['its exit code', 'process.exitCode = 9'],
    ['an uncaught error', 'throw new RangeError("too far")'],
    ['a rejection that nobody handles', 'Promise.reject(new Error("nobody"))'],
    ['a signal', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000)'],
  ])('ends as the program does: %s', (_, source) => {
    const folder = folderWith({ 'app.cjs': `console.log("out"); console.error("err"); ${source}` })
    const { stderr: plainErr, ...plain } = run(folder, [NODE, 'app.cjs'])
    const { stderr: recordedErr, ...recorded } = recordNode(folder, 'app.cjs')
    expect(recorded).toEqual(plain)
    expect(withoutFrames(recordedErr)).toBe(withoutFrames(plainErr))
  })

  test('shows the program its own environment, arguments and flags, and no child is recorded', () => {
    const source = `
      const { env, execArgv, argv } = process
      const retrace = Object.keys(env).filter((name) => name.startsWith('RETRACE'))
      const child = require('child_process').execFileSync(process.execPath, ['-p', 'process.env.NODE_OPTIONS'], { encoding: 'utf8' })
      console.log(JSON.stringify([env.NODE_OPTIONS, retrace, execArgv, argv.slice(2), child]))
    `
    const folder = folderWith({ 'app.cjs': source })
    const command = ['record', '--out', 'out', '--', NODE, '--no-warnings', 'app.cjs', '--port', '80']
    const { stdout } = retrace(folder, command, { env: { NODE_OPTIONS: '--max-old-space-size=500' } })
    expect(JSON.parse(stdout)).toEqual([
      '--max-old-space-size=500',
      [],
      ['--no-warnings'],
      ['--port', '80'],
      '--max-old-space-size=500\n',
    ])
    expect(readdirSync(path.join(folder, 'out')).filter((name) => name.endsWith('.tape'))).toEqual(['main.tape'])
  })

  test('passes over what only starts the program', () => {
    const folder = folderWith({
      'app.cjs': 'console.log("app", process.argv[2])',
      'package.json': '{ "scripts": { "start": "node app.cjs hello" } }',
    })
    const { status, stdout } = retrace(folder, ['record', '--out', 'out', '--', 'npm', 'start', '--silent'])
    expect([status, stdout]).toEqual([0, 'app hello\n'])
    expect(readJson(folder, 'out/manifest.json')).toMatchObject({
      argv: [expect.any(String), path.join(folder, 'app.cjs'), 'hello'],
      exit: { code: 0 },
    })
    expect(retrace(folder, ['replay', 'out'])).toMatchObject({ status: 0, stdout: 'app hello\n' })
  })

  test('records the first of several programs, and says that there were others', () => {
    const folder = folderWith({ 'a.cjs': 'console.log("a")', 'b.cjs': 'console.log("b")' })
    const { stdout, stderr } = retrace(folder, [
      'record',
      '--out',
      'out',
      '--',
      'sh',
      '-c',
      `"${NODE}" a.cjs; "${NODE}" b.cjs`,
    ])
    expect(stdout).toBe('a\nb\n')
    const line = /the recording is tainted: the command started another Node process, which isn't recorded: .*b\.cjs/
    expect(stderr).toMatch(line)
    const replayed = retrace(folder, ['replay', 'out'])
    expect([replayed.status, replayed.stdout]).toEqual([0, 'a\n'])
    expect(replayed.stderr).toMatch(line)
  })

  test('takes what stands behind -- as it is, and works without --', () => {
    const folder = folderWith({ 'app.cjs': 'console.log(process.argv.slice(2).join())' })
    expect(retrace(folder, ['record', NODE, 'app.cjs', '--out', 'x', '--help']).stdout).toBe('--out,x,--help\n')
  })
})

describe('a signal', () => {
  test('that the command gets reaches the program, which may end as it likes', async () => {
    const source =
      "process.on('SIGTERM', () => { console.log('ending'); process.exit(8) }); console.log('ready'); setInterval(() => {}, 50)"
    const folder = folderWith({ 'app.cjs': source })
    const command = startRetrace(folder, ['record', '--out', 'out', '--', NODE, 'app.cjs'])
    let stdout = ''
    command.stdout?.on('data', (part) => {
      stdout += String(part)
      if (String(part).includes('ready')) command.kill('SIGTERM')
    })
    await once(command, 'close')
    expect([command.exitCode, stdout]).toEqual([8, 'ready\nending\n'])
    expect(retrace(folder, ['replay', 'out'])).toMatchObject({ status: 8, stdout, stderr: '' })
  })
})

describe('the folder', () => {
  test('has a name of its own below recordings, and latest leads to it', () => {
    const folder = folderWith({ 'app.cjs': '' })
    retrace(folder, ['record', '--', NODE, 'app.cjs'])
    const [latest, name, ...others] = readdirSync(path.join(folder, 'recordings')).toSorted()
    expect([latest, others]).toEqual(['latest', []])
    expect(name).toMatch(/^rec-\d{8}-\d{6}-\d+$/)
    expect(readlinkSync(path.join(folder, 'recordings/latest'))).toBe(name)
    retrace(folder, ['record', '--', NODE, 'app.cjs'])
    expect(readdirSync(path.join(folder, 'recordings'))).toHaveLength(3)
    expect(readlinkSync(path.join(folder, 'recordings/latest'))).not.toBe(name)
  })

  test('is for its owner only', () => {
    const folder = folderWith({ 'app.mjs': 'import "./lib/a.mjs"', 'lib/a.mjs': '' })
    recordNode(folder, 'app.mjs')
    const recording = path.join(folder, 'recording')
    const modes = [
      recording,
      ...readdirSync(recording, { recursive: true }).map((name) => path.join(recording, String(name))),
    ].map((file) => {
      const stat = lstatSync(file)
      return [stat.isDirectory(), (stat.mode & 0o777).toString(8)].join()
    })
    expect(new Set(modes)).toEqual(new Set(['true,700', 'false,600']))
    expect(statSync(recording).isDirectory()).toBe(true)
  })

  test('says in its manifest what ran, and how it ended', () => {
    const folder = folderWith({
      'app.cjs': 'Math.random(); Date.now(); Date.now(); setTimeout(() => { throw new TypeError("boom") }, 20)',
    })
    recordNode(folder, '--stack-trace-limit=5', 'app.cjs', 'x')
    expect(readJson(folder, 'recording/manifest.json')).toMatchObject({
      format: 1,
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      execArgv: ['--stack-trace-limit=5'],
      argv: [NODE, path.join(folder, 'app.cjs'), 'x'],
      cwd: folder,
      start: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      durationMs: expect.any(Number),
      exit: { code: 1, signal: null },
      complete: true,
      error: { name: 'TypeError', message: 'boom', stack: expect.stringContaining(`${folder}/app.cjs:1:`) },
      counts: { clock: 2, random: 1 },
      taint: [],
    })
  })

  test('has the own sources: modules, source maps with what they name, and manifests; no packages', () => {
    const map = JSON.stringify({ version: 3, sources: ['../src/main.ts'], names: [], mappings: '' })
    const folder = folderWith({
      'package.json': '{ "name": "app", "type": "module" }',
      'dist/main.js':
        'import "dep"\nimport "./lazy.js"\nawait import(`./dynamic.js`)\n//# sourceMappingURL=main.js.map\n',
      'dist/main.js.map': map,
      'dist/lazy.js':
        'import { createRequire } from "node:module"\ncreateRequire(import.meta.url)(["..", "conf", "a.cjs"].join("/"))',
      'dist/dynamic.js': '',
      'src/main.ts': 'import "dep"',
      'conf/a.cjs': 'require("./b.json")',
      'conf/b.json': '{}',
      'unused.js': '',
      'node_modules/dep/package.json': '{ "name": "dep", "main": "i.js" }',
      'node_modules/dep/i.js': '',
    })
    expect(recordNode(folder, 'dist/main.js')).toMatchObject({ status: 0, stderr: '' })
    const { root, files } = readJson(folder, 'recording/manifest.json')['sources'] as {
      root: string
      files: { path: string; hash: string }[]
    }
    expect(root).toBe(folder)
    const wanted = [
      'conf/a.cjs',
      'conf/b.json',
      'dist/dynamic.js',
      'dist/lazy.js',
      'dist/main.js',
      'dist/main.js.map',
      'package.json',
      'src/main.ts',
    ]
    expect(files.map((file) => file.path)).toEqual(wanted)
    for (const file of wanted)
      expect(readFileSync(path.join(folder, 'recording/sources', file))).toEqual(readFileSync(path.join(folder, file)))
  })

  test('has a workspace that replays under the debugger', () => {
    const folder = folderWith({ 'app.cjs': '' })
    recordNode(folder, 'app.cjs')
    const workspace = readJson(folder, 'recording/replay.code-workspace')
    expect(workspace).toMatchObject({
      folders: [{ path: '..' }, { path: '.' }],
      launch: { configurations: [{ name: 'Replay', type: 'node', request: 'launch' }, {}, {}] },
    })
    const [launch] = (workspace['launch'] as { configurations: Record<string, unknown>[] }).configurations
    const args = launch?.['args'] as string[]
    expect(args.slice(0, 2)).toEqual(['replay', `--inspect-brk=${String(launch?.['attachSimplePort'])}`])
  })
})

/** Frames of wrappers may stand in a trace that Node prints; what it says is the same. */
function withoutFrames(stderr: string): string {
  return stderr.replaceAll(/^\s+at .*\n/gm, '')
}
