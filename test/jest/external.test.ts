/** Objects and files that are recorded by value, in the realm that Jest gives a test file. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'

const JEST = path.join(import.meta.dirname, '../../node_modules/jest/bin/jest.js')

const FILES = {
  'package.json': '{}',
  'data/a.json': '{ "a": 1 }',
  'jest.config.json':
    '{ "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.test.js"] }',
  'of.test.js': `
    const { retrace } = require('@retrace/jest-environment')
    const fs = require('fs')
    class NotFound extends Error { name = 'NotFound' }
    let called = 0
    const store = {
      NotFound,
      async get(key) {
        called++
        if (key === 'x') throw new NotFound('no x')
        return { m: new Map([['a', new Date(5)]]), key, list: [1, { b: 2n }] }
      },
      all() {
        const around = { date: new Date(0), list: [1], map: new Map([['a', [2]]]), set: new Set([new Date(1)]) }
        const bytes = { uint8: new Uint8Array(2), float: new Float64Array(1), buffer: Buffer.from('b') }
        around.within = { ...bytes, around, pattern: /x/, url: new URL('http://a.test'), bare: Object.create(null) }
        return around
      },
      async *items() {
        yield [1]
        throw new RangeError('no more', { cause: new TypeError('why') })
      },
      fails() {
        throw new (class Unknown extends Error {})('unknown')
      },
    }
    const is = (value, ...classes) => classes.map((Class) => value instanceof Class)
    async function seen(db) {
      const { date, list, map, set, within, ...none } = db.all()
      const items = []
      let error
      try {
        for await (const item of db.items()) items.push(item)
      } catch (failed) {
        error = failed
      }
      let unknown
      try {
        db.fails()
      } catch (failed) {
        unknown = failed
      }
      return {
        none: is(none, Object),
        within: is(within, Object),
        around: within.around.list === list,
        builtIn: [is(date, Date), is(list, Array), is(map, Map), is(map.get('a'), Array), is(set, Set), is([...set][0], Date)],
        bytes: [is(within.uint8, Uint8Array), is(within.float, Float64Array), is(within.buffer, Buffer, Uint8Array)],
        others: [is(within.pattern, RegExp), is(within.url, URL), Object.getPrototypeOf(within.bare)],
        items: is(items[0], Array, Object),
        errors: [is(error, RangeError, Error), is(error.cause, TypeError, Error), is(unknown, Error), unknown.constructor.name],
      }
    }
    test('classes', async () => {
      const { mode } = await retrace.record()
      console.log('CLASSES ' + mode + ' ' + JSON.stringify(await seen(retrace.external('db', store))))
    })
    test('values', async () => {
      const { mode } = await retrace.record({ fs: ['data'] })
      const db = retrace.external('db', store)
      expect(await db.get('k')).toEqual({ m: new Map([['a', new Date(5)]]), key: 'k', list: [1, { b: 2n }] })
      const error = await db.get('x').catch((error) => error)
      expect(error).toBeInstanceOf(NotFound)
      expect(error.message).toBe('no x')
      expect(JSON.parse(fs.readFileSync('data/a.json', 'utf8'))).toEqual({ a: 1 })
      console.log('SEEN ' + mode + ' ' + called)
    })
  `,
}

test('values, errors of their class, and files come again', () => {
  const project = makeProject(FILES)
  const jest = (mode: string): string => {
    const { stdout, stderr } = run(project.folder, [process.execPath, JEST, '--no-cache', '-i'], {
      env: { RETRACE_MODE: mode },
    })
    return stdout + stderr
  }
  try {
    const first = jest('once')
    expect(first).toContain('SEEN record 2')
    rmSync(path.join(project.folder, 'data'), { recursive: true })
    const again = jest('none')
    expect(again).toContain('SEEN replay 0')
    expect(again).toContain('Tests:       2 passed, 2 total')
    const [classes, sameClasses] = [first, again].map((output) => /CLASSES \w+ (.*)/.exec(output)?.[1])
    expect(classes).toContain('"builtIn":[[true],[true],[true],[true],[true],[true]]')
    expect(sameClasses).toBe(classes)
  } finally {
    project.remove()
  }
})
