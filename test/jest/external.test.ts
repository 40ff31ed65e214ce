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
    }
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
    expect(jest('once')).toContain('SEEN record 2')
    rmSync(path.join(project.folder, 'data'), { recursive: true })
    const again = jest('none')
    expect(again).toContain('SEEN replay 0')
    expect(again).toContain('Tests:       1 passed, 1 total')
  } finally {
    project.remove()
  }
})
