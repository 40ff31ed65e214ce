import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { defineCall, type Gate } from '../gate/gate.ts'
import { defineOp } from '../tape/op.ts'
import { record, recordAndReplay, replay, type Program } from './gates.test-kit.ts'
import type { Divergence } from '../divergence/divergence.ts'

const opRoll = defineOp({
  name: 'test.roll',
  kind: 'value',
  fields: ['text', 'value'],
  asked: 1,
  labels: ['die', 'rolled'],
})
const opTick = defineOp({ name: 'test.tick', kind: 'value', fields: ['delta'] })
const opStatus = defineOp({ name: 'test.status', kind: 'value', target: true, fields: ['int'] })
const opSend = defineOp({ name: 'test.send', kind: 'output', target: true, fields: ['bytes', 'int', 'int'], asked: 1 })
const opComes = defineOp({ name: 'test.comes', kind: 'delivery', target: true, fields: ['value'] })
const opCopy = defineOp({
  name: 'test.copy',
  kind: 'output',
  target: true,
  fields: ['text', 'value'],
  asked: 1,
  nests: true,
})
const ops = defineCall('test.ask', ['text'], ['value', 'value'], ['what'])

/** Whether originals may be run: not in a replay. */
const onlyIn = <T>(gate: Gate, result: () => T): T => {
  if (!gate.performs) throw new Error('An original was run in a replay')
  return result()
}

let rolls = 0
const roll = (gate: Gate, die = 'six'): unknown =>
  gate.value(opRoll, () => onlyIn(gate, () => ++rolls), undefined, [], [die])

/** Asks, and gets an answer after `wait`. */
const ask = (gate: Gate, what: string, wait: (done: () => void) => unknown): Promise<unknown> =>
  new Promise((resolve) => {
    gate.call(
      ops,
      [what],
      (_error: null, answer: string) => resolve(answer),
      (done) => onlyIn(gate, () => wait(() => done(null, `${what} ${++rolls}`))),
    )
  })

async function expectSame(program: Program): Promise<readonly unknown[]> {
  const { recorded, replayed } = await recordAndReplay(program)
  expect(replayed.end).toBe(null)
  expect(replayed.log).toEqual(recorded.log)
  expect(replayed.gate.leftover()).toBe(null)
  return recorded.log
}

describe('a value', () => {
  test('comes from the tape, and the original is not run', async () => {
    const log = await expectSame((gate, note) => {
      note(roll(gate))
      note(gate.read(opTick, () => onlyIn(gate, () => ++rolls)))
      note(roll(gate))
    })
    expect(new Set(log).size).toBe(3)
  })

  test('that was thrown is thrown', async () => {
    await expectSame((gate, note) => {
      try {
        gate.value(
          opRoll,
          () =>
            onlyIn(gate, () => {
              throw new RangeError(`no ${++rolls}`)
            }),
          undefined,
          [],
          ['x'],
        )
      } catch (error) {
        note([(error as Error).name, (error as Error).message])
      }
    })
  })

  test('that is normal leaves no trace, and any other one comes back for its target', async () => {
    const program: Program = (gate, note) => {
      for (const [target, status] of [
        [4, 0],
        [5, -9],
        [6, 0],
      ] as const)
        note(gate.quiet(opStatus, target, 0, () => onlyIn(gate, () => status)))
    }
    const { recorded, replayed } = await recordAndReplay(program)
    expect(recorded.events.map((event) => event.target)).toEqual([5])
    expect(replayed.log).toEqual([0, -9, 0])
  })

  test('is live where the program’s own code isn’t what runs', async () => {
    const program: Program = (gate, note) => {
      gate.inside++
      note(gate.value(opRoll, () => 'live', undefined, [], ['six']))
      gate.inside--
    }
    const { recorded, replayed } = await recordAndReplay(program)
    expect([recorded.events, recorded.log, replayed.log]).toEqual([[], ['live'], ['live']])
  })
})

describe('an exchange', () => {
  test('gives the recorded answers, the last of which may be known only later', async () => {
    await expectSame((gate, note) => {
      let later = -1
      const answers = gate.exchange(opSend, 3, [Buffer.from('hello')], () => onlyIn(gate, () => [++rolls, () => later]))
      later = ++rolls
      const [first, last] = answers
      note(typeof last === 'function' ? [first, later] : [first, last])
      roll(gate)
    })
  })

  test('makes the deliveries to its target that are nested in it before it is answered', async () => {
    await expectSame((gate, note) => {
      gate.receive(opComes, { ready: (target) => target === 8, deliver: (_, [what]) => note(what) })
      note(
        gate.exchange(opCopy, 8, ['from'], () =>
          onlyIn(gate, () => {
            for (const what of ['a', 'b']) {
              gate.delivery(opComes, 8, what)
              note(what)
            }
            return ['copied']
          }),
        ),
      )
    })
  })
})

describe('a call', () => {
  test('is answered in a turn of its own, after the ticks and microtasks of the turn before', async () => {
    const log = await expectSame(async (gate, note) => {
      const answers = ['a', 'b'].map((what, i) =>
        ask(gate, what, (done) => setTimeout(done, 5 - i * 3)).then((answer) => {
          note(answer)
          process.nextTick(() => note(`tick after ${what}`))
          return Promise.resolve().then(() => note(`microtask after ${what}`))
        }),
      )
      note('asked')
      await Promise.all(answers)
      await turn()
    })
    expect(log.map((entry) => String(entry).replace(/ \d+$/, ''))).toEqual([
      'asked',
      'b',
      'microtask after b',
      'tick after b',
      'a',
      'microtask after a',
      'tick after a',
    ])
  })

  test('that was answered before it returned is answered so again', async () => {
    await expectSame((gate, note) => {
      gate.call(
        ops,
        ['now'],
        (_error: null, answer: string) => note(answer),
        (done) => onlyIn(gate, () => done(null, `at once ${++rolls}`)),
      )
      note('after')
    })
  })

  test('that was answered in the same turn is answered before the next turn', async () => {
    const log = await expectSame(async (gate, note) => {
      setImmediate(() => note('next turn'))
      const answer = ask(gate, 'soon', (done) => process.nextTick(done))
      note('after')
      note(await answer)
      await turn()
      await turn()
    })
    expect(log.map((entry) => String(entry).replace(/ \d+$/, ''))).toEqual(['after', 'soon', 'next turn'])
  })

  test('that threw throws', async () => {
    await expectSame((gate, note) => {
      try {
        gate.call(
          ops,
          ['bad'],
          () => note('never'),
          () =>
            onlyIn(gate, () => {
              throw new TypeError(`bad ${++rolls}`)
            }),
        )
      } catch (error) {
        note((error as Error).message)
      }
    })
  })

  test('is answered in the async context in which it was made', async () => {
    const storage = new AsyncLocalStorage<string>()
    await expectSame(async (gate, note) => {
      await storage.run('mine', () =>
        ask(gate, 'x', (done) => setTimeout(done, 1)).then(() => note(storage.getStore())),
      )
      note(storage.getStore())
    })
  })

  test('by promise resolves and rejects as it did, and an unused rejection stays one', async () => {
    const promised = defineCall('test.promise', ['text'], ['value', 'value'])
    await expectSame(async (gate, note) => {
      const make = (what: string, start: () => Promise<unknown>): Promise<unknown> =>
        gate.promise(promised, [what], () => onlyIn(gate, start))
      note(await make('soon', () => Promise.resolve(++rolls)))
      note(await make('late', () => sleep(2, ++rolls)))
      await make('bad', () => Promise.reject(new Error(`bad ${++rolls}`))).catch((error: Error) => note(error.message))
    })
  })
})

describe('deliveries', () => {
  /** Two listeners; while recording, the outside calls the later made one first. */
  const program: Program = async (gate, note) => {
    const waiting = new Map<number, (what: unknown) => void>()
    gate.receive(opComes, {
      ready: (target) => waiting.has(target),
      deliver: (target, [what]) => waiting.get(target)?.(what),
    })
    const listen = (target: number): Promise<unknown> => new Promise((resolve) => waiting.set(target, resolve))
    const comes = (target: number, wait: number): void => {
      if (!gate.performs) return
      setTimeout(() => {
        gate.delivery(opComes, target, ++rolls)
        waiting.get(target)?.(rolls)
      }, wait)
    }
    const first = listen(1).then((what) => note(['first', what]))
    comes(1, 12)
    comes(2, 6)
    // Its target isn't there yet when the tape has its delivery next.
    if (!gate.performs) await sleep(5)
    const second = listen(2).then((what) => note(['second', what]))
    await Promise.all([first, second])
  }

  test('are made in the recorded order, once what they are meant for exists', async () => {
    const log = await expectSame(program)
    expect((log as [string, number][]).map(([who]) => who)).toEqual(['second', 'first'])
  })

  test('that nothing waits for end in a divergence, as the program is idle', async () => {
    const { tape } = await record(program)
    const { end } = await replay(tape, (gate) => {
      gate.receive(opComes, { ready: () => false, deliver: () => {} })
      return new Promise(() => {})
    })
    expect(end).toMatchObject({ kind: 'DIVERGED_IDLE', actual: null, expected: { index: 0, target: 2 } })
  })
})

describe('a program that does something else', () => {
  const rolled: Program = (gate, note) => {
    note(roll(gate))
    gate.exchange(opSend, 3, [Buffer.from('hello')], () => [0, 0])
  }
  const divergence = async (changed: Program): Promise<Divergence> => {
    const { replayed } = await recordAndReplay(rolled, changed)
    return replayed.end as Divergence
  }

  test('diverges at another operation, with both sides and the events before', async () => {
    const end = await divergence((gate) => {
      roll(gate)
      gate.read(opTick, () => 1)
    })
    expect(end).toMatchObject({
      kind: 'DIVERGED_OTHER',
      expected: { index: 1 },
      actual: { name: 'test.tick', kind: 'value' },
    })
    expect(end.before.map((event) => event.op.name)).toEqual(['test.roll'])
    expect(end.frames.some(({ file }) => file.endsWith('strict.test.ts'))).toBe(true)
  })

  test('diverges at other arguments', async () => {
    expect(await divergence((gate) => roll(gate, 'twelve'))).toMatchObject({
      kind: 'DIVERGED_ARGUMENTS',
      actual: { fields: ['twelve'] },
    })
  })

  test('diverges at other output, and at another target', async () => {
    const send =
      (target: number, text: string): Program =>
      (gate) => {
        roll(gate)
        gate.exchange(opSend, target, [Buffer.from(text)], () => [])
      }
    expect(await divergence(send(3, 'other'))).toMatchObject({ kind: 'DIVERGED_OUTPUT' })
    expect(await divergence(send(4, 'hello'))).toMatchObject({ kind: 'DIVERGED_OTHER', actual: { target: 4 } })
  })

  test('diverges when it goes on after the end', async () => {
    const more: Program = (gate, note) => {
      rolled(gate, note)
      roll(gate)
    }
    expect(await divergence(more)).toMatchObject({
      kind: 'DIVERGED_EXTRA',
      expected: null,
      actual: { name: 'test.roll' },
    })
  })

  test('ends there, without divergence, where the recording was cut off', async () => {
    const { tape } = await record(rolled)
    const { end } = await replay(
      tape,
      (gate, note) => {
        rolled(gate, note)
        roll(gate)
      },
      { cut: true },
    )
    expect(end).toBe('cut')
  })

  test('leaves over what it no longer does', async () => {
    const { replayed } = await recordAndReplay(rolled, (gate) => void roll(gate))
    expect(replayed.gate.leftover()).toMatchObject({ index: 1, op: { name: 'test.send' } })
  })
})
