import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { run } from './run.ts'

test('a program runs to the end of all that it does', async () => {
  const done: string[] = []
  const { exitCode } = await run(
    () => {
      setTimeout(() => done.push(...process.argv.slice(2)), 60)
    },
    { args: ['a', 'b'] },
  )
  expect(done).toEqual(['a', 'b'])
  expect(exitCode).toBe(0)
})

test('it ends with its exit, and the test goes on', async () => {
  const { exit, argv, exitCode } = process
  const ended = await run(async () => {
    await sleep(5)
    process.exit(3)
  })
  expect(ended).toEqual({ exitCode: 3 })
  expect(process).toMatchObject({ exit, argv, exitCode })
})

test('what it catches by an exit is no error of the test', async () => {
  const main = async (): Promise<void> => {
    await sleep(5)
    throw new Error('gone')
  }
  expect(await run(() => void main().catch(() => process.exit(1)))).toEqual({ exitCode: 1 })
})

test('its code may only be set', async () => {
  const ended = await run(() => {
    process.exitCode = 2
  })
  expect(ended).toEqual({ exitCode: 2 })
})

test('what nobody catches in it is told', async () => {
  const main = async (): Promise<void> => {
    await sleep(5)
    throw new Error('gone')
  }
  await expect(run(() => void main())).rejects.toThrow('gone')
  await expect(run(() => Promise.reject(new Error('not there')))).rejects.toThrow('not there')
})

test('so is what a microtask throws', async () => {
  const error = new Error('at once')
  const main = async (): Promise<Error> => {
    queueMicrotask(() => {
      throw error
    })
    return error
  }
  await expect(run(main)).rejects.toBe(error)
  expect(() => queueMicrotask('no function' as never)).toThrow(TypeError)
})

test('what is no function is refused', async () => {
  await expect(run('./main.js' as never)).rejects.toMatchObject({ code: 'RUN_WRONG' })
})

test('where it has failed, nobody waits for what it leaves behind', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const left: NodeJS.Timeout[] = []
  const failing = run(async () => {
    left.push(setTimeout(() => {}, 60_000))
    setTimeout(() => {
      throw new Error('late')
    })
    await sleep(20)
  })
  await expect(failing).rejects.toThrow('late')
  await sleep(60)
  expect(timers()).toBe(before + left.length)
  left.forEach(clearTimeout)
})
