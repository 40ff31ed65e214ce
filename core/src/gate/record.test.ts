import { expect, test } from 'vitest'
import { defineOp } from '../tape/op.ts'
import { HEADER, memoryTape, readTape } from '../tape/memory-tape.test-kit.ts'
import { TapeWriter } from '../tape/writer.ts'
import { AT_ONCE, defineCall, LATER, SAME_TURN } from './gate.ts'
import { RecordGate } from './record.ts'

const opValue = defineOp({ name: 'record.value', kind: 'value', fields: ['value'] })
const ops = defineCall('record.ask', [], ['value'])

function recorder(): { gate: RecordGate; faults: unknown[]; events(): ReturnType<typeof readTape>['events'] } {
  const { writer, bytes } = memoryTape()
  const faults: unknown[] = []
  const gate = new RecordGate(writer, (fault) => faults.push(fault))
  return {
    gate,
    faults,
    events: () => {
      gate.flush()
      return readTape(bytes()).events
    },
  }
}

test('a call says when it was answered: before it returned, in the same turn, or later', async () => {
  const { gate, events } = recorder()
  const ask = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      gate.call(ops, [], resolve as () => void, start)
    })
  await ask((done) => done())
  await ask((done) => process.nextTick(done))
  await ask((done) => queueMicrotask(done))
  await ask((done) => setImmediate(done))
  const when = events()
    .filter((event) => event.op.name === 'record.ask.done')
    .map((event) => event.fields[0])
  expect(when).toEqual([AT_ONCE, SAME_TURN, SAME_TURN, LATER])
})

test('handles, timers and calls are numbered from 3: 0 to 2 are the program’s own streams', () => {
  expect([1, 2].map(() => recorder().gate.nextId())).toEqual([3, 3])
})

test('what an original does inside is not recorded, what it throws is', () => {
  const { gate, events } = recorder()
  const inner = (): unknown => gate.value(opValue, () => 'inner', undefined, [])
  expect(gate.value(opValue, () => [inner(), gate.open], undefined, [])).toEqual(['inner', false])
  expect(() =>
    gate.value(
      opValue,
      () => {
        throw new RangeError('thrown')
      },
      undefined,
      [],
    ),
  ).toThrow('thrown')
  expect(gate.inside).toBe(0)
  expect(events().map(({ fields, threw }) => [threw, String(fields[0])])).toEqual([
    [false, 'inner,false'],
    [true, 'RangeError: thrown'],
  ])
})

test('a value that can’t be written stops the recording, once, and the program gets it all the same', () => {
  const { gate, faults, events } = recorder()
  const bad = {
    get trap() {
      throw new Error('a getter that throws')
    },
  }
  gate.value(opValue, () => 'before', undefined, [])
  expect(gate.value(opValue, () => bad, undefined, [])).toBe(bad)
  expect(gate.value(opValue, () => bad, undefined, [])).toBe(bad)
  expect(gate.open).toBe(false)
  expect(faults.map(String)).toEqual(['Error: a getter that throws'])
  // What was recorded before is kept.
  expect(events().map((event) => event.fields)).toEqual([['before']])
})

test('a tape that can’t be kept stops the recording, once', () => {
  let isFull = false
  const sink = {
    append: () => {
      if (isFull) throw new Error('no space left')
    },
  }
  const faults: unknown[] = []
  const gate = new RecordGate(new TapeWriter(sink, HEADER), (fault) => faults.push(fault))
  isFull = true
  gate.value(opValue, () => 1, undefined, [])
  gate.flush()
  gate.flush()
  expect(gate.value(opValue, () => 2, undefined, [])).toBe(2)
  expect(faults.map(String)).toEqual(['Error: no space left'])
})

test('what waits is written after a quiet while, without being asked', async () => {
  const { writer, bytes } = memoryTape()
  const gate = new RecordGate(writer, () => {})
  gate.value(opValue, () => 'kept', undefined, [])
  expect(readTape(bytes()).events).toEqual([])
  while (readTape(bytes()).events.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(readTape(bytes()).events[0]?.fields).toEqual(['kept'])
})

test('a taint names its reason and the place that reached it', () => {
  const { gate, events } = recorder()
  gate.taint('shared memory')
  const [reason, where] = (events()[0] as { fields: readonly unknown[] }).fields as [string, string]
  expect(reason).toBe('shared memory')
  expect(where).toContain('record.test.ts')
})
