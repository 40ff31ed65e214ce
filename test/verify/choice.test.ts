/** Which recordings `retrace verify` takes, and what counts by a project's configuration. */
import { execFileSync } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, recordNode, retrace } from '../support/cli.ts'

const git = (folder: string, ...args: string[]): void => {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.test']
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'pipe' })
}

test('recordings are found by globs, and only those that a change touches, by git', () => {
  const folder = folderWith({ 'package.json': '{}', 'a.cjs': 'console.log(1)', 'b.cjs': 'console.log(2)' })
  for (const name of ['a', 'b']) {
    recordNode(folder, `${name}.cjs`)
    renameSync(path.join(folder, 'recording'), path.join(folder, `recording-${name}`))
  }
  const kept: readonly string[] = ['verify', 'recording-*', '--reporter', 'json']
  const verify = (...args: readonly string[]): { status: number | null; recordings: string[]; stderr: string } => {
    const { stdout, stderr, status } = retrace(folder, [...kept, ...args])
    const { recordings = [] } = JSON.parse(stdout || '{}') as { recordings?: { recording: string }[] }
    return { status, stderr, recordings: recordings.map(({ recording }) => recording) }
  }
  expect(verify('--changed', 'main')).toMatchObject({ status: 2, stderr: expect.stringContaining('git says') })
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'add', '.')
  git(folder, 'commit', '-q', '-m', 'first')
  expect(verify('--changed', 'main')).toMatchObject({ status: 0, recordings: [] })
  writeFileSync(path.join(folder, 'b.cjs'), 'console.log(3)')
  expect(verify('--changed', 'main')).toMatchObject({ status: 1, recordings: ['recording-b'] })

  const rules = retrace(folder, ['accept', 'recording-*', '--all', '--ignore'])
  expect(rules.stderr).toContain('verify.ignore in retrace.config.json')
  writeFileSync(path.join(folder, 'retrace.config.json'), `{ "verify": { "ignore": [${rules.stdout}] } }`)
  expect(verify()).toMatchObject({ status: 0, recordings: ['recording-a', 'recording-b'] })
  expect(verify('nothing-*')).toMatchObject({ status: 2, stderr: expect.stringContaining('Found nothing to verify') })
})
