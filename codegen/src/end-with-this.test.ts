import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

const BUILT = new URL('../dist/end-with-this.js', import.meta.url).href

/** Starts two more, says their numbers, and goes on; it takes back what it has said of the second. */
const MAIN = `
import { spawn } from 'node:child_process'
import { endWithThis } from '${BUILT}'
const start = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }).pid
const [its, other] = [start(), start()]
endWithThis(its)
endWithThis(other)()
console.log(its + ' ' + other)
setInterval(() => {}, 1000)
`

test.each(['SIGKILL', 'SIGINT'] as const)('what it has started ends with it, by %s', async (signal) => {
  const main = spawn(process.execPath, ['--input-type=module', '-e', MAIN], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(main.stdout), 'line')) as [string]
  const [its = 0, other = 0] = line.split(' ').map(Number)
  onTestFinished(() => void process.kill(other))
  main.kill(signal)
  await expect.poll(() => isThere(its), { timeout: 10_000 }).toBe(false)
  expect(isThere(other)).toBe(true)
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
