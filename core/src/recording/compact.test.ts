import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSink, openSource } from '../tape/file.ts'
import { defineOp } from '../tape/op.ts'
import { TapeReader, type TapeEvent } from '../tape/reader.ts'
import { TapeWriter } from '../tape/writer.ts'
import { compactTape } from './compact.ts'

const op = defineOp({ name: 'test.compact', kind: 'value', fields: ['uint', 'text'] })

function tape(events: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-compact-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'main.tape')
  const writer = new TapeWriter(openSink(file), { start: 0, facts: {} })
  for (let i = 0; i < events; i++) {
    writer.begin(op)
    writer.uint(i)
    writer.text(`value of event number ${i}`)
    if (i % 100 === 0) writer.flush()
  }
  writer.flush()
  return file
}

function read(file: string): { events: TapeEvent['fields'][]; ending: string } {
  const reader = new TapeReader(openSource(file))
  const events = []
  for (let event = reader.next(); event; event = reader.next()) events.push(event.fields)
  return { events, ending: reader.ending }
}

test('a compacted tape has the same events in fewer bytes, and nothing is left beside it', () => {
  const file = tape(30_000)
  const [before, size] = [read(file), statSync(file).size]
  const progress: number[] = []
  compactTape(file, (done) => progress.push(done))
  expect(read(file)).toEqual(before)
  expect(statSync(file).size).toBeLessThan(size / 3)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(path.dirname(file))).toEqual(['main.tape'])
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  compactTape(file)
  expect(read(file)).toEqual(before)
})

test('of a tape that was cut off the whole events are kept', () => {
  const file = tape(1000)
  truncateSync(file, readFileSync(file).length - 10)
  const before = read(file)
  expect(before.ending).toBe('cut')
  compactTape(file)
  expect(read(file).events).toEqual(before.events)
})
