/** Recordings that aren't what they should be. */
import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readJson, retrace } from '../../support/cli.ts'
import { BadProject, CRASH } from './projects.ts'

test('a path at which there is nothing, and one at which there is no recording', () => {
  const project = new BadProject({})
  expect(project.refused(66).said).toContain('Failed to open the recording recording: there is nothing at that path.')
  const { status, stderr } = retrace(project.folder, ['generate', '.'])
  expect(status).toBe(66)
  expect(stderr).toContain(
    'it has no manifest.json, so it is not a recording. Give the folder that `retrace record` named',
  )
})

test('a recording of a newer version', () => {
  const project = new BadProject(CRASH).record()
  const manifest = readJson(project.folder, 'recording/manifest.json')
  project.write('recording/manifest.json', JSON.stringify({ ...manifest, format: 99 }))
  const { code, said, details } = project.refused(66)
  expect({ code, details }).toMatchObject({ code: 'RECORDING_NEWER', details: { version: '99' } })
  expect(said).toContain('it has format version 99, and this version of Retrace reads up to 1. Update')
})

test('a recording that is damaged: by its end, and from its beginning', () => {
  const project = new BadProject(CRASH).record()
  const tape = path.join(project.folder, 'recording/main.tape')
  truncateSync(tape, statSync(tape).size - 20)
  const { code, said } = project.refused(66)
  expect(code).toBe('RECORDING_DAMAGED')
  expect(said).toMatch(/recording to its end: its tape is cut off or damaged after \d+ events\. Restore main\.tape/)
  writeFileSync(tape, '')
  expect(project.refused(66).said).toContain('main.tape: the file is empty')
})

test('a recording whose program was killed, and had not failed by then', () => {
  const program = `import { kill, pid } from 'node:process'

console.log('begun')
setTimeout(() => kill(pid, 'SIGKILL'), 20)`
  const project = new BadProject({ 'main.mjs': program }).record()
  expect(project.refused(66).said).toMatch(
    /the recording was cut off, for the recorded program was ended by SIGKILL: what came after is not in it\n[^]*nothing failed in <folder>\/recording up to where it was cut off \(the recorded program was ended by SIGKILL\), so/,
  )
})

test('a recording that ends before the first line of its program', () => {
  // What is loaded before the program ends the run; in a replay it goes on to ask for what the recording hasn't.
  const program = `process.kill(process.pid, 'SIGTERM')\nfor (;;) Date.now()`
  const project = new BadProject({ 'main.mjs': 'console.log(1)', 'early.cjs': program })
  const line = ['record', '--out', 'recording', '--', process.execPath, '--require', './early.cjs', 'main.mjs']
  retrace(project.folder, line)
  const { code, said } = project.refused(66)
  expect(code).toBe('RECORDING_EMPTY')
  expect(said).toContain('ends before the first line of the program, for the recorded program was ended by SIGTERM.')
})

test('sources that have changed since, and one that is gone', () => {
  const project = new BadProject(CRASH).record()
  project.write('total.mjs', 'export function total(order) {\n  return order.lines?.length ?? 0\n}\n')
  expect(project.refused(70).said).toMatch(
    /sources differ from the recorded ones: total\.mjs \(changed\)\n[^]*the end that was recorded \(DIVERGED_\w+\)\. Sources have changed since: total\.mjs \(changed\)\. Check out the commit that was recorded, or put them back from <folder>\/recording\/sources, and change them again once the test is there\./,
  )
  rmSync(path.join(project.folder, 'total.mjs'))
  const { code, said } = project.refused(70)
  expect(code).toBe('NOT_SAME_AGAIN')
  expect(said).toContain('Sources have changed since: total.mjs (missing).')
})

test('sources that have changed since, and fail otherwise', () => {
  const project = new BadProject(CRASH).record()
  project.write('total.mjs', 'export function total(')
  const { code, said } = project.refused(66, '--function', 'total')
  expect(code).toBe('NO_PLACE_TO_TEST')
  expect(said).toContain('Sources have changed since: total.mjs (changed). Check out the commit that was recorded')
})

test('sources that have changed since, and fail in the same way', () => {
  const project = new BadProject(CRASH).record()
  project.write('total.mjs', `// What an order comes to.\n${CRASH['total.mjs']}`)
  const { status, stdout, stderr } = project.generate()
  expect(status, stderr).toBe(0)
  expect(stderr).toContain('sources differ from the recorded ones: total.mjs (changed)')
  expect(stdout).toContain('total.test.js')
})
