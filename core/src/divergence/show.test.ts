import { expect, test } from 'vitest'
import { showAction } from './show.ts'

test('an action is shown as its operation and its fields, a line of text a line', () => {
  const fields = [Buffer.from('a\r\nb '), { n: -0 }, 'one', Buffer.alloc(40, 1), 'two\nlines']
  expect(
    showAction({ name: 'x.y', kind: 'output', target: -1, fields, labels: ['bytes', 'value', '', 'raw', 'text'] }),
  ).toEqual([
    'x.y',
    '  bytes:',
    '    "a\\r\\n"',
    '    "b "',
    '  value: { n: -0 }',
    '  "one"',
    '  raw:',
    `    0000  ${'01'.repeat(32)}`,
    `    0020  ${'01'.repeat(8)}`,
    '  text:',
    '    "two\\n"',
    '    "lines"',
  ])
})

test('what Node fills in by itself is masked, as it is when comparing', () => {
  const fields = [Buffer.from('HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 22:21:26 GMT\r\n\r\n')]
  expect(showAction({ name: 'x', kind: 'output', target: 1, fields, labels: [] })).toContain(
    '  "Date ___ 00 ___ 0000 00:00:00 GMT\\r\\n"',
  )
})
