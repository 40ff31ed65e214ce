import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ChangedLines } from './changed-lines.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'retrace-lines-'))

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The numbers of the lines that have changed, of as many as there are. */
function changed(before: string | null, now: string): number[] {
  for (const [name, text] of Object.entries({ before, now })) {
    mkdirSync(path.join(folder, name, 'src'), { recursive: true })
    if (text !== null) writeFileSync(path.join(folder, name, 'src/a.js'), text)
  }
  const lines = new ChangedLines(path.join(folder, 'now'), path.join(folder, 'before'))
  const file = path.join(folder, 'now/src/a.js')
  return now.split('\n').flatMap((_, i) => (lines.has({ file, line: i + 1, column: 1, name: '' }) ? [i + 1] : []))
}

test('a line has changed where it is another one, or new, wherever the others have moved', () => {
  expect(changed('a\nb\nc', 'new\na\nB\nc')).toEqual([1, 3])
  expect(changed('a\nb', 'a\nb')).toEqual([])
})

test('how it is indented is no change', () => {
  expect(changed('if (a) {\nb()\n}', '  if (a) {\r\n    b()\n}')).toEqual([])
})

test('all lines of a file that was not there are new', () => {
  expect(changed(null, 'a\nb')).toEqual([1, 2])
})
