/** Which call it is that a test makes, where a function has called itself, or runs several times at once. */
import { expect, test } from 'vitest'
import { argumentsOf, observe } from './observing.ts'

function seen({ calls }: Awaited<ReturnType<typeof observe>>): unknown[] {
  return calls.map((it) => [it.candidate.name, it.candidate.call, ...argumentsOf(it)])
}

const TREE = `{ name: 'a', parts: [{ name: 'b', parts: [] }, { name: 'c', parts: [{ name: 'd' }] }] }`

test('of a recursion across awaits it is the innermost call that failed, and then the first one', async () => {
  const observed = await observe({
    'main.mjs': `import { setTimeout as sleep } from 'node:timers/promises'

export async function weigh({ name, parts }) {
  await sleep(1)
  const weights = []
  for (const part of parts) weights.push(await weigh(part))
  return weights.reduce((sum, it) => sum + it, name.length)
}
await weigh(${TREE})`,
  })
  expect(seen(observed)).toEqual([
    ['weigh', 4, { name: 'd' }],
    [
      'weigh',
      1,
      {
        name: 'a',
        parts: [
          { name: 'b', parts: [] },
          { name: 'c', parts: [{ name: 'd' }] },
        ],
      },
    ],
  ])
})

test('where the outer call fails after those within it, it is the outer one', async () => {
  const observed = await observe({
    'main.mjs': `import { setTimeout as sleep } from 'node:timers/promises'

async function weigh({ name, parts = [] }) {
  const weights = await Promise.all(parts.map((part) => weigh(part)))
  await sleep(1)
  return weights.reduce((sum, it) => sum + it, name.length)
}
await weigh({ parts: [{ name: 'b' }, { name: 'c' }] })`,
  })
  expect(seen(observed)).toEqual([['weigh', 1, { parts: [{ name: 'b' }, { name: 'c' }] }]])
})

test('a recursion that nothing interrupts is told apart as well', async () => {
  const observed = await observe({
    'main.cjs': `function depth(node) {
  const depths = node.parts.map((part) => depth(part))
  return 1 + Math.max(0, ...depths)
}
depth({ parts: [{ parts: [] }, { parts: [{}] }] })`,
  })
  const all = seen(observed)
  expect(all[0]).toEqual(['depth', 4, {}])
  expect(all.at(-1)).toEqual(['depth', 1, { parts: [{ parts: [] }, { parts: [{}] }] }])
})

test('of several calls at once that fail in their first statement it is the one that did', async () => {
  const observed = await observe({
    'main.mjs': `import { setTimeout as sleep } from 'node:timers/promises'

async function ask({ wait, ...answer }) {
  await sleep(wait)
  return answer
}
const priceOf = async (item) => (await ask(item)).offer.price
await Promise.all([{ wait: 30, offer: {} }, { wait: 5 }, { wait: 20, offer: {} }].map((item) => priceOf(item)))`,
  })
  expect(seen(observed)[0]).toEqual(['priceOf', 2, { wait: '<5>' }])
})
