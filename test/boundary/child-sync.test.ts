import { expect, test } from 'vitest'
import { expectSameReplay, recordAndReplay } from '../support/replay.ts'

const SHOW = `
  const child = require('node:child_process')
  const { inspect } = require('node:util')
  const show = (it) => console.log(inspect(it instanceof Error ? { ...it, is: it.message } : it, { depth: 1 }))
  const attempt = (start) => { try { show(start()) } catch (error) { show(error) } }
`

test('what a child gave is given again, and no child is started', () => {
  const printed = expectSameReplay({
    source: `${SHOW}
      show(child.execSync('cat here; rm here', { encoding: 'utf8' }))
      show(child.spawnSync('sh', ['-c', 'echo out; echo err >&2; exit 3']))
      show(child.execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))`,
    before: { here: 'only once' },
  })
  expect(printed).toContain("'only once'")
  expect(printed).toContain('status: 3')
})

test('the output of a result is the same object under both of its names', () => {
  const printed = expectSameReplay({
    source: `${SHOW}
      const result = child.spawnSync('echo', ['one'])
      show(result.stdout === result.output[1] && result.stderr === result.output[2])`,
  })
  expect(printed).toBe('true\n')
})

test('a child that fails, is missing, or takes too long fails the same way', () => {
  const printed = expectSameReplay({
    source: `${SHOW}
      attempt(() => child.execSync('echo bad; exit 7'))
      attempt(() => child.execFileSync('missing-command', ['x']))
      attempt(() => child.spawnSync('missing-command').error.code)
      attempt(() => child.execFileSync('sleep', ['10'], { timeout: 20 }))
      attempt(() => child.spawnSync(3))`,
  })
  expect(printed).toContain("'ETIMEDOUT'")
  expect(printed).toContain("'ERR_INVALID_ARG_TYPE'")
})

test('what execSync passes on from stderr is printed again', () => {
  const { recorded, replayed } = recordAndReplay({ source: `${SHOW} child.execSync('echo oops >&2')` })
  expect(recorded.stderr).toBe('oops\n')
  expect(replayed).toEqual(recorded)
})

test('a warning about the options is given again', () => {
  const { recorded, replayed } = recordAndReplay({
    source: `
      process.on('warning', (warning) => console.log(warning.code))
      require('node:child_process').spawnSync('echo', ['a'], { shell: true })`,
  })
  expect(replayed).toEqual(recorded)
})
