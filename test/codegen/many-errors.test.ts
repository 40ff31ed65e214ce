/** Programs that throw and catch more often than a debugger can stop. */
import { callsOf, candidatesOf, type FailureFound, failuresOf } from '@retrace/codegen'
import { expect, test } from 'vitest'
import { argumentsOf, recorded } from './observing.ts'

const NUMBERS = `export const numbers = (texts) => texts.flatMap((text) => {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
})
`

/** A program that catches two thousand errors, and then goes on. */
const program = (then: string): Record<string, string> => ({
  'main.mjs': `import { numbers } from './numbers.mjs'

console.log(numbers(Array.from({ length: 2000 }, (_, i) => \`{\${i}\`)).length)
${then}`,
  'numbers.mjs': NUMBERS,
})

async function looked(then: string): Promise<{ failures: FailureFound[]; caught: FailureFound[]; many: number[] }> {
  const many: number[] = []
  const all = await failuresOf(recorded(program(then)), (it) => void many.push(it))
  const isCaught = ({ kind }: FailureFound): boolean => kind === 'caught'
  return { failures: all.filter((it) => !isCaught(it)), caught: all.filter(isCaught), many }
}

test('what fails after them is found, with the call that led to it', async () => {
  const project = recorded(
    program(`async function total(order) {
  await null
  return order.lines.length
}
await total({ id: 7 })`),
  )
  const many: number[] = []
  const all = await failuresOf(project, (it) => void many.push(it))
  const [failure, ...others] = all.filter(({ kind }) => kind !== 'caught') as [FailureFound, ...FailureFound[]]
  expect(others).toEqual([])
  expect(failure).toMatchObject({ kind: 'rejection', error: { class: 'TypeError' }, at: { line: 6 } })
  // A stop takes its time: there is an end to them.
  expect(all.length - 1).toBe(many[0])
  const [call] = await callsOf(project, failure, await candidatesOf(project, failure))
  expect(call!.candidate).toMatchObject({ name: 'total', call: 1 })
  expect(argumentsOf(call!)).toEqual([{ id: '<7>' }])
})

test('so is what was thrown long before it was not handled', async () => {
  const { failures } = await looked(`let i = 0
const failed = (async () => {
  throw new RangeError('too much')
})()
failed.catch(() => {})
while (i++ < 20) console.log(i)
await failed`)
  expect(failures).toMatchObject([{ kind: 'rejection', error: { class: 'RangeError' }, at: { line: 6 } }])
})

test('an exit has the error that was caught right before it', async () => {
  const { failures, caught, many } = await looked(`try {
  numbers(null)
} catch (error) {
  console.error(error.message)
  process.exit(3)
}`)
  expect(failures).toMatchObject([{ kind: 'exit', exitCode: 3, error: { class: 'TypeError' }, at: { line: 1 } }])
  expect(caught).toHaveLength(many[0] as number)
})
