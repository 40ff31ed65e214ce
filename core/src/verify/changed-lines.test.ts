import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ChangedLines } from './changed-lines.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'retrace-lines-'))

afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Line {
  readonly line: number
  readonly has: boolean
  readonly before: number | null
}

function compared(before: string | null, now: string): Line[] {
  for (const [name, text] of Object.entries({ before, now })) {
    mkdirSync(path.join(folder, name, 'src'), { recursive: true })
    if (text !== null) writeFileSync(path.join(folder, name, 'src/a.js'), text)
  }
  const lines = new ChangedLines(path.join(folder, 'now'), path.join(folder, 'before'))
  const file = path.join(folder, 'now/src/a.js')
  return now.split('\n').map((_, i) => {
    const place = { file, line: i + 1, column: 1, name: '' }
    return { line: place.line, has: lines.has(place), before: lines.before(place) }
  })
}

/** The numbers of the lines that have changed. */
function changed(before: string | null, now: string): number[] {
  return compared(before, now).flatMap(({ line, has }) => (has ? [line] : []))
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

test('of each line it is known which one it was, or stands for', () => {
  const lines = compared('a\nb\nc', 'new\na\nB\nmore\nc')
  expect(lines.map(({ before }) => before)).toEqual([null, 1, 2, 2, 3])
})
