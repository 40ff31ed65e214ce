/** `retrace verify` of a script: it runs by itself, and what it prints and how it ends counts. */
import path from 'node:path'
import { writeFileSync } from 'node:fs'
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
