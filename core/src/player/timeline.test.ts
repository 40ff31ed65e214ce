import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { Timeline } from './timeline.ts'

const run = (its: () => void): void => its()

function timeline(isBusy = (): boolean => false): Timeline {
  return new Timeline({ isBusy, aside: run })
}

const rest = (turns: number): Promise<void> =>
  turns === 0 ? Promise.resolve() : new Promise<void>((resolve) => setImmediate(resolve)).then(() => rest(turns - 1))

/** Adds something, and gives what it is that comes. */
function comes(its: Timeline, seen: string[], name: string, at: number, isIdle?: () => boolean): Promise<void> {
  return new Promise((resolve) =>
    its.add(
      at,
      () => {
        seen.push(`${name} at ${its.now}`)
        resolve()
      },
      isIdle,
    ),
  )
}

test('what is due comes in the order of its time, and of what is due together the first one first', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  await Promise.all([
    comes(its, seen, 'hour', 3_600_000),
    comes(its, seen, 'b', 5),
    comes(its, seen, 'a', 1),
    comes(its, seen, 'c', 5),
  ])
  expect(seen).toEqual(['a at 1', 'b at 5', 'c at 5', 'hour at 3600000'])
})

test('what the program does on the way comes before what is due later', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  const later = comes(its, seen, 'later', 60_000)
  await comes(its, seen, 'first', 10)
  await Promise.all([comes(its, seen, 'between', its.now + 100), later])
  expect(seen).toEqual(['first at 10', 'between at 110', 'later at 60000'])
})

test('time moves on to what was recorded, and never back', () => {
  const its = timeline()
  its.reach(12.5)
  its.reach(3)
  expect(its.now).toBe(12.5)
})

test('what nobody waits for lets no time pass', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  void comes(its, seen, 'idle', 3_600_000, () => true)
  await rest(50)
  expect([its.now, seen]).toEqual([0, []])
})

test('a program that waits for an answer waits for what limits that, too', async () => {
  const its = new Timeline({ isBusy: () => false, isAwaited: () => true, aside: run })
  await comes(its, [], 'timeout', 3_600_000, () => true)
  expect(its.now).toBe(3_600_000)
})

test('what nobody waits for comes on the way to what somebody waits for', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  void comes(its, seen, 'idle', 1000, () => true)
  await comes(its, seen, 'awaited', 2000)
  expect(seen).toEqual(['idle at 1000', 'awaited at 2000'])
})

test('time does not run ahead of work that is under way', async () => {
  let isBusy = true
  const [its, seen] = [timeline(() => isBusy), [] as string[]]
  const hour = comes(its, seen, 'hour', 3_600_000)
  await rest(50)
  expect(seen).toEqual([])
  isBusy = false
  await hour
  expect(seen).toEqual(['hour at 3600000'])
})

test('while work is under way, what is due comes after as much real time', async () => {
  const [its, seen] = [timeline(() => true), [] as string[]]
  await comes(its, seen, 'soon', 15)
  expect(seen).toEqual(['soon at 15'])
})

test('while the program computes somewhere else, time stands still', async () => {
  let isComputing = true
  const its = new Timeline({ isBusy: () => false, isComputing: () => isComputing, aside: run })
  const seen: string[] = []
  const soon = comes(its, seen, 'soon', 1)
  await rest(30)
  expect(seen).toEqual([])
  isComputing = false
  await soon
  expect(seen).toEqual(['soon at 1'])
})

test('nothing comes once it has ended', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  void comes(its, seen, 'a', 1)
  its.end()
  void comes(its, seen, 'b', 1)
  await rest(10)
  expect(seen).toEqual([])
})

/** What is asked for and given without a connection: several, each once the one before has come. */
async function oneByOne(its: Timeline, count: number, then: (i: number) => void = () => {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    its.reach(i, true)
    await new Promise<void>((resolve) => its.add(i + 1, resolve, undefined, true))
    then(i)
  }
}

test('answers without a connection, one by one, do not wait for the loop to turn', async () => {
  const its = timeline()
  let turns = 0
  const turn = (): void => {
    turns++
    counting = setImmediate(turn)
  }
  let counting = setImmediate(turn)
  await oneByOne(its, 100)
  clearImmediate(counting)
  expect(turns).toBeLessThan(50)
  expect(its.now).toBe(100)
})

test('they come after all that the program does at once, in ticks and promises', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  const work = async (i: number): Promise<void> => {
    for (let step = 0; step < 5; step++) await new Promise<void>((resolve) => process.nextTick(resolve))
    seen.push(`worked ${i}`)
  }
  await oneByOne(its, 20, (i) => {
    seen.push(`came ${i}`)
    void work(i)
  })
  await rest(1)
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [`came ${i}`, `worked ${i}`]).flat())
})

test('an immediate of the program comes before them', async () => {
  const [its, seen] = [timeline(), [] as string[]]
  await oneByOne(its, 20, (i) => {
    seen.push(`came ${i}`)
    its.goesOn()
    setImmediate(() => {
      seen.push(`immediate ${i}`)
      its.goesOn()
      setImmediate(() => seen.push(`next ${i}`))
    })
  })
  await rest(2)
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [`came ${i}`, `immediate ${i}`, `next ${i}`]).flat())
})

test('they wait for the loop where something has begun that nothing shows', async () => {
  let begun = 0
  const [its, seen] = [new Timeline({ isBusy: () => false, begun: () => begun, aside: run }), [] as string[]]
  const { port1, port2 } = new MessageChannel()
  port2.on('message', (i) => seen.push(`message ${i}`))
  await oneByOne(its, 20, (i) => {
    seen.push(`came ${i}`)
    begun++
    port1.postMessage(i)
  })
  await rest(2)
  port1.close()
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [`came ${i}`, `message ${i}`]).flat())
})

test('time passes for a program that does nothing but look at the clock until it is time', () => {
  const its = timeline()
  const end = its.read() + 3
  while (its.read() < end) expect(its.now).toBeLessThan(end)
  its.reach(end)
  expect([its.read(), its.read()]).toEqual([its.now, its.now])
})
