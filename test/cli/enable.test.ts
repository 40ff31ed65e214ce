/** Recording switched on by the environment alone. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, readJson, retrace, run } from '../support/cli.ts'

const NODE = process.execPath
const CORE = path.join(import.meta.dirname, '../../core')
const APP =
  'console.log(Math.random(), Object.keys(process.env).filter((name) => /RETRACE/.test(name)).length); process.exitCode = 2'

/** A project with @retrace/core in it. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = folderWith({ 'app.cjs': APP, 'package.json': '{ "scripts": { "start": "node app.cjs" } }', ...files })
  mkdirSync(path.join(folder, 'node_modules/@retrace'), { recursive: true })
  symlinkSync(CORE, path.join(folder, 'node_modules/@retrace/core'), 'dir')
  return folder
}

const npmrc = (folder: string): string => readFileSync(path.join(folder, '.npmrc'), 'utf8')

describe('enable and disable', () => {
  test('put the preload into .npmrc and take it out, once each, and say so', () => {
    const folder = project()
    const enabled = retrace(folder, ['enable'])
    expect([enabled.status, enabled.stderr]).toEqual([0, ''])
    expect(enabled.stdout).toContain(`${folder}/.npmrc now loads Retrace`)
    expect(npmrc(folder)).toBe('node-options=--require=@retrace/core/register\n')
    expect(retrace(folder, ['enable']).stdout).toContain('nothing changed')
    expect(npmrc(folder)).toBe('node-options=--require=@retrace/core/register\n')
    expect(retrace(folder, ['disable']).stdout).toContain('no longer loads Retrace')
    expect(existsSync(path.join(folder, '.npmrc'))).toBe(false)
    expect(retrace(folder, ['disable']).stdout).toContain('nothing changed')
  })

  test('leave everything else in .npmrc as it is', () => {
    const before = '; ours\nregistry = https://example.invalid/\nnode-options = "--no-warnings"\nsave-exact=true'
    const folder = project({ '.npmrc': before, 'below/x': '' })
    retrace(path.join(folder, 'below'), ['enable'])
    expect(npmrc(folder)).toBe(
      before.replace('node-options = "--no-warnings"', 'node-options=--no-warnings --require=@retrace/core/register'),
    )
    retrace(folder, ['disable'])
    expect(npmrc(folder)).toBe(before.replace('node-options = "--no-warnings"', 'node-options=--no-warnings'))
  })

  test('outside of a project say so', () => {
    const { status, stderr } = retrace('/', ['enable'])
    expect(status).toBe(64)
    expect(stderr).toMatch(/^retrace: Failed to find the project/)
  })

  test('let npm record with RETRACE=1, and change nothing without', () => {
    const folder = project()
    retrace(folder, ['enable'])
    const plain = run(folder, ['npm', 'start', '--silent'])
    expect([plain.status, existsSync(path.join(folder, 'recordings'))]).toEqual([2, false])
    const recorded = run(folder, ['npm', 'start', '--silent'], { env: { RETRACE: '1' } })
    expect([recorded.status, recorded.stdout.trim().split(' ')[1]]).toEqual([2, '0'])
    const replayed = retrace(folder, ['replay', 'recordings/latest'])
    expect([replayed.status, replayed.stdout]).toEqual([2, recorded.stdout])
  })
})

describe('RETRACE=1', () => {
  test.each(['--import @retrace/core/register', '--require @retrace/core/register'])(
    'records with NODE_OPTIONS=%j',
    (NODE_OPTIONS) => {
      const folder = project()
      const env = { NODE_OPTIONS, RETRACE: '1', RETRACE_RECORDING_PATH: 'kept' }
      const recorded = run(folder, [NODE, 'app.cjs'], { env })
      expect([recorded.status, recorded.stderr]).toEqual([2, ''])
      const { status, stdout, stderr } = retrace(folder, ['replay', 'kept'])
      expect([status, stdout, stderr]).toEqual([2, recorded.stdout, ''])
      expect(readJson(folder, 'kept/manifest.json')).toMatchObject({
        exit: { code: 2, signal: null },
        complete: true,
        durationMs: expect.any(Number),
      })
      expect(readdirSync(path.join(folder, 'kept')).toSorted()).toEqual([
        'main.tape',
        'manifest.json',
        'replay.code-workspace',
        'sources',
      ])
    },
  )

  test.each([
    [[], { NODE_OPTIONS: '--import @retrace/core/register' }],
    [['--import', '@retrace/core/register'], {}],
  ])('records a program of ES modules by --import, which replays: %j', (flags, more) => {
    const folder = project({ 'app.mjs': "import { sep } from 'node:path'\nconsole.log(sep, Math.random())" })
    const env = { RETRACE: '1', RETRACE_RECORDING_PATH: 'kept' }
    const recorded = run(folder, [NODE, ...flags, 'app.mjs'], { env: { ...env, ...more } })
    const { status, stdout, stderr } = retrace(folder, ['replay', 'kept'])
    expect([status, stdout, stderr]).toEqual([0, recorded.stdout, ''])
  })

  test('without a path records below recordings, and below a path that ends with a slash', () => {
    const folder = project()
    const env = { NODE_OPTIONS: '--require @retrace/core/register', RETRACE: '1' }
    run(folder, [NODE, 'app.cjs'], { env })
    expect(readdirSync(path.join(folder, 'recordings')).toSorted()).toEqual(['latest', expect.stringMatching(/^rec-/)])
    for (const _ of [1, 2]) run(folder, [NODE, 'app.cjs'], { env: { ...env, RETRACE_RECORDING_PATH: 'all/' } })
    expect(readdirSync(path.join(folder, 'all'))).toHaveLength(3)
  })

  test.each(['', '0', 'false'])('RETRACE=%j records nothing', (RETRACE) => {
    const folder = project()
    const { status } = run(folder, [NODE, 'app.cjs'], {
      env: { NODE_OPTIONS: '--require @retrace/core/register', RETRACE },
    })
    expect([status, existsSync(path.join(folder, 'recordings'))]).toEqual([2, false])
  })

  test('keeps the error that ended the program', () => {
    const folder = project({ 'app.cjs': 'setTimeout(() => null.x, 5)' })
    run(folder, [NODE, 'app.cjs'], {
      env: { NODE_OPTIONS: '--require @retrace/core/register', RETRACE: '1', RETRACE_RECORDING_PATH: 'kept' },
    })
    expect(readJson(folder, 'kept/manifest.json')).toMatchObject({
      exit: { code: 1 },
      error: { name: 'TypeError', stack: expect.stringContaining('app.cjs:1:') },
    })
  })
})
