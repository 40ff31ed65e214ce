/** Failures that no function can be tested for. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { BadProject } from './projects.ts'

test('a failure in a package only: its test is that of the program', () => {
  const files = {
    'main.mjs': "import 'broken'\n",
    'node_modules/broken/package.json': '{ "name": "broken", "type": "module", "exports": "./index.js" }',
    'node_modules/broken/index.js': "setTimeout(() => JSON.parse('{'), 1)\n",
  }
  const project = new BadProject(files, ['vitest', '@retrace']).record()
  const why = 'none of the project led to it: it failed in node_modules/broken/index.js:1'
  expect(project.written()).toMatchObject({ level: 'program', rejected: [{ name: 'a function', why }] })
  expect(project.generate('--list').stderr).toContain(`(${why})`)
  expect(project.refused(66, '--function', 'parse').code).toBe('NO_PLACE_TO_TEST')
})

test('a function that is not exported', () => {
  const program = 'function total(order) {\n  return order.lines.length\n}\n\ntotal({})\n'
  const project = new BadProject({ 'main.mjs': program }).record()
  const { code, said, details } = project.refused(66, '--function', 'total')
  expect(code).toBe('NO_PLACE_TO_TEST')
  expect(said).toContain('\n  total: total is not exported\n')
  expect(said).toContain('leave --function out: other functions, the request and the program are tried then.')
  expect(details).toMatchObject({ rejected: [{ name: 'total', why: 'total is not exported' }] })
})

test('minified code without a source map', () => {
  const text = `export function a(e){${'if(e.z)return 0;'.repeat(60)}return e.b.length}\n`
  const files = { 'dist/main.mjs': "import{a}from'./total.mjs';a({});\n", 'dist/total.mjs': text }
  const project = new BadProject(files).record('dist/main.mjs')
  expect(project.written()).toMatchObject({
    level: 'function',
    advice: expect.stringMatching(
      /dist\/total\.mjs is minified and has no source map: have the build write source maps and record again/,
    ) as string,
  })
})

test('an argument of 50 MB', () => {
  const files = {
    'main.mjs': "import { parse } from './parse.mjs'\n\nparse(Buffer.alloc(50_000_000, 'a'))\n",
    'parse.mjs': 'export function parse(body) {\n  return JSON.parse(body.subarray(0, 9))\n}\n',
  }
  const project = new BadProject(files).record()
  expect(project.refused(66, '--function', 'parse').said).toContain(
    "\n  parse: body can't be written down: Buffer, which is too large (50,000,000)\n",
  )
})

test('a crash that does not come back: on a file that is another one now', () => {
  const files = {
    'main.mjs': "import { load } from './load.mjs'\n\nload()\n",
    'load.mjs':
      "import { readFileSync } from 'node:fs'\n\nexport function load() {\n  return JSON.parse(readFileSync('settings.json', 'utf8')).port\n}\n",
    'settings.json': '{',
  }
  const project = new BadProject(files).record()
  project.write('settings.json', 'null')
  const { said, details } = project.refused(66, '--function', 'load')
  const message = "Cannot read properties of null (reading 'port')"
  const why = `called by itself it does not fail so: TypeError: ${message} (load.mjs:4)`
  expect(said).toContain(`\n  load: ${why}\n`)
  expect(details).toMatchObject({
    rejected: [{ name: 'load', why, instead: { class: 'TypeError', message, place: 'load.mjs:4' } }],
  })
  expect(existsSync(path.join(project.folder, '__recordings__'))).toBe(false)
})
