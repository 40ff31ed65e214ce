import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('after a change of the working directory, relative paths lead where they led', () => {
  const printed = expectSameReplay({
    source: `
      const path = require('node:path')
      process.chdir('/usr')
      console.log(process.cwd(), path.resolve('lib'))
      process.chdir('lib')
      console.log(process.cwd())
      try { process.chdir('/missing') } catch (error) { console.log(error.code, process.cwd()) }`,
  })
  expect(printed).toBe('/usr /usr/lib\n/usr/lib\nENOENT /usr/lib\n')
})
