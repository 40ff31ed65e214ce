/** `retrace verify` of what writes files. */
import path from 'node:path'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { folderWith, recordNode, retrace } from '../support/cli.ts'
import { changed, lineOf } from './programs.ts'

const SCRIPT = `const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

async function main() {
  fs.mkdirSync('out', { recursive: true })
  fs.writeFileSync('out/report.json', JSON.stringify({ at: new Date(), items: [1, 2] }))
  fs.appendFileSync('out/log.txt', 'began\\n')
  const handle = await fs.promises.open('out/handle.txt', 'w')
  await handle.write('written')
  await handle.close()
  const stream = fs.createWriteStream('out/stream.txt')
  stream.end('streamed')
  await new Promise((resolve) => stream.once('close', resolve))
  fs.writeFile(path.join(os.tmpdir(), 'retrace-' + process.pid), 'temporary', () => {})
  fs.appendFile('out/log.txt', 'done\\n', () => console.log('done'))
}
main()
`

interface Found {
  readonly kind: string
  readonly what: string
  readonly place: { readonly line: number } | null
  readonly changes: readonly { readonly path: string; readonly edit?: string }[]
}

test('what a program writes to files is compared, at the line that writes it', () => {
  const folder = folderWith({ 'job.cjs': SCRIPT, 'package.json': '{}' })
  recordNode(folder, 'job.cjs')
  const verify = (source: string): Found[] => {
    writeFileSync(path.join(folder, 'job.cjs'), source)
    const { stdout, stderr } = retrace(folder, ['verify', 'recording', '--reporter', 'json'])
    expect(stderr).toBe('')
    return (JSON.parse(stdout) as { divergences: Found[] }).divergences
  }
  expect(verify(SCRIPT)).toEqual([])
  const other = ['[1, 2]', "'written'", "'streamed'"].reduce(
    (source, text) => changed(source, text, `[0, 1, 2] && ${text === '[1, 2]' ? '[0, 1, 2]' : "'x'"}`),
    SCRIPT,
  )
  const more = changed(
    other,
    "fs.appendFileSync('out/log.txt'",
    "fs.writeFileSync('out/more.txt', 'more')\n  fs.appendFileSync('out/log.txt'",
  )
  const found = verify(more)
  const told = found.map(({ kind, what, place, changes }) => [
    kind,
    what,
    place?.line,
    changes[0]?.path,
    changes[0]?.edit,
  ])
  expect(told).toEqual(
    expect.arrayContaining([
      ['changed-file', 'out/report.json', lineOf(more, 'report.json'), '$.items[0]', 'added'],
      ['changed-file', 'out/more.txt', lineOf(more, 'more.txt'), '$', 'added'],
      ['changed-file', 'out/handle.txt', lineOf(more, 'handle.write'), '$[0]', undefined],
      ['changed-file', 'out/stream.txt', expect.anything(), '$[0]', undefined],
    ]),
  )
  expect(told).toHaveLength(4)
})
