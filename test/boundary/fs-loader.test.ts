import { expect, test } from 'vitest'
import { expectSameReplay, recordAndReplay } from '../support/replay.ts'

const FILES = {
  'esm.mjs': `import fs from 'node:fs'
    import './dependency.mjs'
    export const read = fs.readFileSync(new URL('./data.txt', import.meta.url), 'utf8')
    export const random = Math.random()`,
  'dependency.mjs': `console.log('dependency', Date.now() > 0)`,
  'common.cjs': `exports.read = require('node:fs').readFileSync(__dirname + '/data.txt', 'utf8'); exports.json = require('./data.json')`,
  'data.json': '{"from":"json"}',
}

test('what loaders read is not on the tape, and what modules read while they load is', () => {
  const source = `
    const show = (name, { read, random, json }) => console.log(name, read, random, json)
    show('common', require('./common.cjs'))
    try { show('required', require('./esm.mjs')) } catch (error) { console.log(error.code) }
    import('./esm.mjs').then((esm) => show('imported', esm))`
  const { recorded, replayed } = recordAndReplay({
    source,
    before: { 'data.txt': 'data' },
    kept: FILES,
  })
  expect(replayed).toEqual(recorded)
  expect(recorded.stdout).toContain("common data undefined { from: 'json' }")
  expect(recorded.stdout).toMatch(/imported data 0\.\d+ undefined/)
})

test('modules that are imported are read from disk in replay, as in the recording', () => {
  const printed = expectSameReplay({
    name: 'program.mjs',
    before: { 'data.txt': 'data' },
    kept: FILES,
    source: `
      import { createRequire } from 'node:module'
      import { read, random } from './esm.mjs'
      import common from './common.cjs'
      console.log(read, random, common.json)
      console.log(createRequire(import.meta.url)('./common.cjs').read)
      console.log((await import('./esm.mjs')).read)`,
  })
  expect(printed).toMatch(/^dependency true\ndata 0\.\d+ { from: 'json' }\ndata\ndata\n$/)
})

test('source maps are read by Node, not by the program', () => {
  const map = { version: 3, file: 'mapped.cjs', sources: ['original.ts'], names: [], mappings: 'AAAA;AACA' }
  const printed = expectSameReplay({
    flags: ['--enable-source-maps'],
    kept: {
      'mapped.cjs': `function fail() { throw new Error('mapped') }\nfail()\n//# sourceMappingURL=mapped.cjs.map\n`,
      'mapped.cjs.map': JSON.stringify(map),
      'original.ts': `function fail(): never { throw new Error('mapped') }\nfail()\n`,
    },
    source: `try { require('./mapped.cjs') } catch (error) { console.log(error.stack.includes('original.ts')) }`,
  })
  expect(printed).toBe('true\n')
})

test('modules that are imported while other things go on come in the same order', () => {
  const source = `
    const seen = []
    const timer = setInterval(() => seen.push('tick'), 0)
    await Promise.all([1, 2, 3, 4].map(async (i) => {
      await import('./module' + i + '.mjs')
      seen.push(i, Math.random())
    }))
    clearInterval(timer)
    console.log(seen.join())`
  const module = 'export const random = Math.random(); await null; export default Date.now()'
  const kept = Object.fromEntries([1, 2, 3, 4].map((i) => [`module${i}.mjs`, module]))
  for (let run = 0; run < 5; run++) expectSameReplay({ name: 'program.mjs', kept, source })
})
