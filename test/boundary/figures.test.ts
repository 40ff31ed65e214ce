import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const PROGRAMS: Record<string, string> = {
  'the date that is formatted when none is given': `
    const format = new Intl.DateTimeFormat('en', { second: 'numeric', fractionalSecondDigits: 3 })
    console.log(format.format(), format.format(undefined), format.format(0), format.format === format.format, format.format.length)`,
  'marks and measures, and their observers': `
    const { performance, PerformanceObserver } = require('node:perf_hooks')
    new PerformanceObserver((list) => { for (const { name, startTime, duration } of list.getEntries()) console.log(name, startTime, duration) })
      .observe({ entryTypes: ['mark', 'measure'] })
    console.log(performance.mark('a', { detail: 1 }).startTime, performance.mark('b', { startTime: 5 }).startTime)
    for (const args of [['m'], ['m', 'a'], ['m', 'b', 'a'], ['m', { start: 'b' }], ['m', { start: 1, duration: 2 }], ['m', { detail: 3 }]]) {
      const { startTime, duration, detail } = performance.measure(...args)
      console.log(startTime, duration, detail)
    }
    try { performance.measure('m', 'missing') } catch (error) { console.log(error.name) }`,
  'the figures of the event loop': `
    const { performance, monitorEventLoopDelay } = require('node:perf_hooks')
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    setTimeout(() => {
      console.log(delay.mean, delay.max, delay.percentile(50))
      console.log(performance.eventLoopUtilization(), performance.nodeTiming.loopStart, JSON.stringify(performance))
    }, 20)`,
  'the time of an event': `const event = new Event('x'); console.log(event.timeStamp, event.timeStamp === event.timeStamp)`,
  'the figures of the heap and the report': `
    const v8 = require('node:v8')
    console.log(v8.getHeapStatistics(), v8.getHeapSpaceStatistics().length, process.report.getReport().header.dumpEventTime)`,
  'Temporal, where there is one': `
    const { Temporal } = globalThis
    console.log(Temporal ? [Temporal.Now.instant(), Temporal.Now.zonedDateTimeISO('UTC'), Temporal.Now.plainTimeISO()].join() : 'none')`,
}

test.each(Object.entries(PROGRAMS))('a replay sees the recorded figures: %s', (_name, source) => {
  expect(expectSameReplay({ source })).not.toBe('')
})

test('a replay gives the name of a heap snapshot, and writes none', () => {
  const blocked = (folder: string): void => {
    rmSync(path.join(folder, 'snapshot'))
    mkdirSync(path.join(folder, 'snapshot'))
  }
  const source = `console.log(require('node:v8').writeHeapSnapshot('snapshot'))`
  expect(expectSameReplay({ source, between: blocked })).toBe('snapshot\n')
})
