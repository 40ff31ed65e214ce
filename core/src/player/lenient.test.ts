import { expect, test } from 'vitest'
import type { Gate } from '../gate/gate.ts'
import { defineOp } from '../tape/op.ts'
import { record, replay, type Program, type Replayed } from './gates.test-kit.ts'

const opNow = defineOp({ name: 'clock.now', kind: 'value', fields: ['delta'] })
const opUsage = defineOp({ name: 'clock.usage', kind: 'value', fields: ['text', 'value'], asked: 1 })
const opBytes = defineOp({ name: 'crypto.randomBytes', kind: 'value', fields: ['value'] })
const opFact = defineOp({ name: 'os.fact', kind: 'value', fields: ['value'] })
const opWrite = defineOp({
  name: 'stream.write',
  kind: 'output',
  target: true,
  fields: ['bytes', 'int', 'uint'],
  asked: 1,
})
const opComes = defineOp({ name: 'test.comes', kind: 'delivery', target: true, fields: [] })

const now = (gate: Gate, time = 0): number => gate.read(opNow, () => time)
const usage = (gate: Gate, of: string, value: unknown = null): unknown =>
  gate.value(opUsage, () => value, undefined, [], [of])
const fact = (gate: Gate): unknown => gate.value(opFact, () => 'fact', undefined, [])
const print = (gate: Gate, text: string, target = 1): readonly unknown[] =>
  gate.exchange(opWrite, target, [Buffer.from(text)], () => [0, 0])

async function lenient(recorded: Program, changed: Program): Promise<Replayed & { counts: readonly number[] }> {
  const { tape } = await record(recorded)
  const replayed = await replay(tape, changed, { lenient: true })
  const { extra, missing, prints } = replayed.gate.leniency
  return { ...replayed, counts: [extra, missing, prints] }
}

test('for an extra read the clock stands still', async () => {
  const { log, end, counts } = await lenient(
    (gate) => {
      now(gate, 100)
      fact(gate)
    },
    (gate, note) => {
      note([now(gate), now(gate), now(gate)])
      fact(gate)
    },
  )
  expect({ log, end, counts }).toEqual({ log: [[100, 100, 100]], end: null, counts: [2, 0, 0] })
})

test('a first read of the clock, where nothing was read, gives the time of the recording', async () => {
  const { log, counts } = await lenient(fact as Program, (gate, note) => {
    note(now(gate, 5))
    fact(gate)
  })
  // The tape of these tests begins then.
  expect(Number(log[0]) - 1_700_000_000_000).toBeLessThan(86_400_000)
  expect(counts).toEqual([1, 0, 0])
})

test('an extra read answers for what is asked, not with another fact of the same kind', async () => {
  const { log, counts } = await lenient(
    (gate) => {
      usage(gate, 'cpu', 'recorded cpu')
      fact(gate)
    },
    (gate, note) => {
      note([usage(gate, 'cpu'), usage(gate, 'memory', 'real memory'), usage(gate, 'cpu')])
      fact(gate)
    },
  )
  expect({ log, counts }).toEqual({ log: [['recorded cpu', 'real memory', 'recorded cpu']], counts: [2, 0, 0] })
})

test('extra randomness is real, so that it is as much as was asked', async () => {
  const bytes = (gate: Gate, size: number): Buffer => gate.value(opBytes, () => Buffer.alloc(size, size), undefined, [])
  const { log } = await lenient(
    (gate) => {
      bytes(gate, 4)
      fact(gate)
    },
    (gate, note) => {
      note(bytes(gate, 4).length)
      note(bytes(gate, 21).length)
      fact(gate)
    },
  )
  expect(log).toEqual([4, 21])
})

test('reads that are gone pass, where what the program asks for stands right behind them', async () => {
  const recorded: Program = (gate, note) => {
    now(gate, 1)
    usage(gate, 'cpu', 2)
    note(fact(gate))
    now(gate, 3)
  }
  const { log, counts, gate } = await lenient(recorded, (g, note) => note(fact(g)))
  expect([log, counts]).toEqual([['fact'], [0, 2, 0]])
  expect(gate.leftover()).toBe(null)
})

test('a delivery behind a read that is gone is made', async () => {
  const waitForIt = (gate: Gate): Promise<void> =>
    new Promise((resolve) => {
      gate.receive(opComes, { ready: () => true, deliver: () => resolve() })
      if (gate.performs) {
        setTimeout(() => {
          gate.delivery(opComes, 3)
          resolve()
        }, 2)
      }
    })
  const { end, counts } = await lenient(
    async (gate) => {
      now(gate, 1)
      await waitForIt(gate)
    },
    (gate) => waitForIt(gate),
  )
  expect({ end, counts }).toEqual({ end: null, counts: [0, 1, 0] })
})

test('what is printed in addition passes, what is sent elsewhere does not', async () => {
  const recorded: Program = (gate) => void print(gate, 'recorded')
  const { log, counts } = await lenient(recorded, (gate, note) => {
    note(print(gate, 'debug'))
    note(print(gate, 'recorded'))
    note(print(gate, 'to stderr', 2))
  })
  expect({ log, counts }).toEqual({ log: Array(3).fill([0, 0]), counts: [0, 0, 2] })
  const { end } = await lenient(recorded, (gate) => void print(gate, 'to a socket', 7))
  expect(end).toMatchObject({ kind: 'DIVERGED_OTHER' })
})

test('the look for colours before a print passes, with what is known of them', async () => {
  const opGet = defineOp({ name: 'env.get', kind: 'value', fields: ['text', 'value'], asked: 1 })
  const get = (gate: Gate, name: string): unknown => gate.value(opGet, () => `${name} set`, undefined, [], [name])
  const { log, end, counts } = await lenient(
    (gate) => {
      get(gate, 'NO_COLOR')
      fact(gate)
    },
    (gate, note) => {
      note([get(gate, 'NO_COLOR'), get(gate, 'FORCE_COLOR'), get(gate, 'NO_COLOR')])
      fact(gate)
      get(gate, 'HOME')
    },
  )
  expect({ log, counts }).toEqual({ log: [['NO_COLOR set', undefined, 'NO_COLOR set']], counts: [0, 0, 0] })
  expect(end).toMatchObject({ kind: 'DIVERGED_EXTRA', actual: { fields: ['HOME'] } })
})

test('anything else diverges', async () => {
  const { end } = await lenient(
    (gate) => now(gate, 1),
    (gate) => fact(gate),
  )
  expect(end).toMatchObject({ kind: 'DIVERGED_OTHER', actual: { name: 'os.fact' } })
})
