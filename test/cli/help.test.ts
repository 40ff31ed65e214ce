/** Help. */
import { expect, test } from 'vitest'
import { folderWith, readJson, retrace } from '../support/cli.ts'

test.each(['record', 'replay', 'inspect', 'failures', 'enable', 'disable'])('%s --help has examples', (command) => {
  const { status, stdout, stderr } = retrace(folderWith(), [command, '--help'])
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(new RegExp(`^Usage: retrace ${command}`))
  expect(stdout).toMatch(new RegExp(`\nExamples:\n(  .*\n)*?  .*retrace ${command}`))
})

test('retrace --help names the commands; --version is that of the package', () => {
  const folder = folderWith()
  const { status, stdout } = retrace(folder, ['--help'])
  expect(status).toBe(0)
  for (const command of ['record', 'replay', 'inspect', 'failures', 'enable', 'disable'])
    expect(stdout).toContain(`  ${command} `)
  const { version } = readJson(import.meta.dirname, '../../core/package.json')
  expect(retrace(folder, ['--version']).stdout).toBe(`${String(version)}\n`)
})
