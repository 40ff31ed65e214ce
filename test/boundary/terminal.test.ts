/** Programs whose output goes to a terminal or to a file; they replay anywhere. */
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { expectSameReplay, type Program } from '../support/replay.ts'

/** What is printed is compared with its colours; what it says is looked at without. */
const replayed = (program: Program): string => stripVTControlCharacters(expectSameReplay(program))

test('what is printed on a terminal, and what the program knows of it', () => {
  const printed = replayed({
    typed: '',
    source: `
      console.log({ one: 1 }, process.stdout.isTTY, process.stdout.columns, process.stdout.rows)
      console.log(process.stdout.getWindowSize(), process.stdout.getColorDepth() > 0, process.stdout.constructor.name)
      setTimeout(() => console.log(Math.random()), 5)
      setTimeout(() => process.stderr.write('to stderr\\n'), 10)`,
  })
  expect(printed).toMatch(/true 90 30\n\[ .*90.*, .*30.* \] true WriteStream\n.*0\.\d+.*\nto stderr\n/)
})

test('a question that is answered at the keyboard', () => {
  const printed = replayed({
    typed: 'Ada\n',
    source: `
      const readline = require('node:readline/promises').createInterface(process.stdin, process.stdout)
      readline.question('Name? ').then((name) => {
        console.log('Hello,', name, process.stdin.isTTY, readline.terminal)
        readline.close()
      })`,
  })
  expect(printed).toContain('Hello, Ada true true\n')
})

test('single keys', () => {
  const printed = replayed({
    typed: 'xyq',
    source: `
      const { stdin } = process
      stdin.setRawMode(true)
      console.log('raw', stdin.isRaw)
      stdin.on('data', (keys) => {
        console.log('pressed', String(keys))
        if (!String(keys).includes('q')) return
        stdin.setRawMode(false)
        stdin.pause()
      })`,
  })
  expect(printed).toMatch(/^raw true\n(pressed \w+\n)*pressed \w*q/)
})

test('a terminal that changes its size', () => {
  const printed = replayed({
    typed: '',
    source: `
      process.stdout.on('resize', () => {
        console.log('now', process.stdout.columns, process.stdout.rows)
        clearInterval(waiting)
      })
      const waiting = setInterval(() => {}, 1000)
      require('node:child_process').execSync('stty cols 120 rows 40', { stdio: 'inherit' })`,
  })
  expect(printed).toBe('now 120 40\n')
})

test('an uncaught error is shown in the colours of a terminal, or without', () => {
  const printed = replayed({
    typed: '',
    source: `console.error(new Map([[1, { a: null }]])); throw new Error('lost')`,
  })
  expect(printed).toContain('Error: lost')
})

test('output to a file, by a stream of the same name', () => {
  const printed = replayed({
    intoFile: true,
    source: `
      const { fd, constructor, _type, autoClose, readable } = process.stdout
      console.log(fd, constructor.name, _type, autoClose, readable, Object.keys(process.stdout).sort().join())
      setTimeout(() => process.stdout.write('later\\n', () => console.log('written')), 5)`,
  })
  expect(printed).toMatch(/^1 SyncWriteStream fs false false .*\nlater\nwritten\n$/)
})
