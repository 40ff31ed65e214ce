import { expect, test } from 'vitest'
import type { Row } from './row.ts'
import { Timelines } from './timelines.ts'

const row = (what: string, its: Partial<Row> = {}): Row => ({
  of: 'call',
  protocol: 'http',
  isWithin: false,
  differs: 'no',
  subject: {},
  recorded: { at: 0, what, outcome: '', place: null },
  now: null,
  parts: [],
  ...its,
})

test('where all would be too much, what differs is kept, with the requests that it is done for', () => {
  const rows = [
    row('GET /a'),
    row('SELECT 1', { isWithin: true }),
    row('GET /b'),
    row('SELECT 2', { isWithin: true, differs: 'counts' }),
    row('SELECT 3', { isWithin: true, differs: 'ignored' }),
  ]
  const timelines = new Timelines(JSON.stringify(rows).length)
  expect(timelines.take(rows)).toEqual({ json: JSON.stringify(rows), isShort: false })
  expect(timelines.take(rows)).toEqual({ json: JSON.stringify([rows[2], rows[3]]), isShort: true })
})
