/** `retrace verify` of a script: it runs by itself, and what it prints and how it ends counts. */
import path from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { folderWith, recordNode, retrace } from '../support/cli.ts'

const SCRIPT = `const [, , name] = process.argv
console.log('hello ' + name + ' at ' + new Date().toISOString())
console.log(JSON.stringify({ drawn: Math.random() }))
setTimeout(() => console.log('waited'), 300)
`

interface Found {
  readonly kind: string
  readonly place: { readonly line: number } | null
  readonly changes: readonly { readonly path: string }[]
}

test('what a script prints and how it ends is compared, but for times', () => {
  const folder = folderWith({ 'job.cjs': SCRIPT, 'package.json': '{}' })
  recordNode(folder, 'job.cjs', 'ada')
  const verify = (source: string): { status: number | null; found: Found[]; ignored: unknown } => {
    writeFileSync(path.join(folder, 'job.cjs'), source)
    const { stdout, status } = retrace(folder, ['verify', 'recording', '--reporter', 'json'])
    const report = JSON.parse(stdout) as { divergences: Found[]; recordings: [{ ignored: unknown }] }
    return { status, found: report.divergences, ignored: report.recordings[0].ignored }
  }
  expect(verify(SCRIPT)).toMatchObject({ status: 0, found: [] })
  const other = verify(SCRIPT.replace("'waited'", "'rested'"))
  expect(other).toMatchObject({ status: 1, found: [{ kind: 'changed-output', changes: [{ path: '$.stdout[2]' }] }] })
  const gone = verify(SCRIPT.replace('setTimeout(', 'null.gone; setTimeout('))
  expect(gone).toMatchObject({ status: 1, found: [{ kind: 'crashed', place: { line: 4 } }] })
})

test('secrets are in no report, and not in what is accepted', () => {
  const source = "console.log(JSON.stringify({ password: 'open-sesame-4711', lamps: 1 }))\n"
  const folder = folderWith({ 'job.cjs': source, 'package.json': '{}' })
  recordNode(folder, 'job.cjs')
  writeFileSync(path.join(folder, 'job.cjs'), source.replace('lamps: 1', 'lamps: 2').replace('4711', '0815'))
  const shown = retrace(folder, ['accept', 'recording', '--all'])
  const accepted = readFileSync(path.join(folder, 'recording', 'accepted.json'), 'utf8')
  expect(accepted).toContain('lamps')
  expect(shown.stdout + accepted).not.toContain('open-sesame')
  const verified = retrace(folder, ['verify', 'recording'])
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('as accepted: 1') })
  writeFileSync(path.join(folder, 'job.cjs'), source.replace('lamps: 1', 'lamps: 3'))
  expect(retrace(folder, ['verify', 'recording'])).toMatchObject({ status: 1 })
})
