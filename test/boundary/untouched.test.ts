import { expect, test } from 'vitest'
import { recordAndReplay } from '../support/replay.ts'

test('nothing of the recorder keeps the event loop turning: an immediate without a reference never runs', () => {
  const { recorded, replayed } = recordAndReplay({ source: `setImmediate(() => console.log('ran')).unref()` })
  expect(recorded.stdout).toBe('')
  expect(replayed).toEqual(recorded)
})

test('the program’s first rejection that nobody handles is the first', () => {
  const { recorded } = recordAndReplay({ flags: ['--unhandled-rejections=warn'], source: `Promise.reject(1)` })
  expect(recorded.stderr).toContain('(rejection id: 1)')
})

test('what V8 has itself still looks so, and makes what it made', () => {
  const source = `
    for (const fn of [Date, Date.now, Math.random]) console.log(fn.name, fn.length, String(fn).includes('[native code]'))
    class Later extends Date {}
    const dates = [new Date(5), new Later(5), Reflect.construct(Date, [5]), Reflect.construct(Date, [5], Later)]
    for (const date of dates) console.log(date instanceof Date, date instanceof Later, date.getTime(), date.constructor.name)
    console.log(Date() === Date(0), Object.getOwnPropertyNames(Date).sort().join())
    console.log(new FinalizationRegistry(() => {}).constructor === FinalizationRegistry)
    console.log(process.title)`
  const { recorded, replayed } = recordAndReplay({ source })
  expect(replayed).toEqual(recorded)
  expect(recorded.stdout).toMatch(
    /^Date 7 true\nnow 0 true\nrandom 0 true\n(true (true|false) 5 (Date|Later)\n){4}true .*\ntrue\n/,
  )
})
