/** What a replay could not answer, in the reports of a real vitest. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFixture } from '../services/start.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

let project: Project
let url: string

function vitest(args: readonly string[], env: NodeJS.ProcessEnv): string {
  const command = [process.execPath, VITEST, 'run', '--no-color', ...args]
  const { stdout, stderr } = run(project.folder, command, { env: { URL: url, ...env } })
  return stdout + stderr
}

beforeAll(async () => {
  project = makeProject({
    'package.json': '{ "type": "module" }',
    'vitest.config.ts': `
      import { retrace } from '@retrace/vitest/plugin'
      // What it has seen.
      const seen = { onTestRunEnd: (modules) => {
        const tests = modules.flatMap((module) => [...module.children.allTests()])
        const said = tests.map((test) => [test.name, test.result().state, test.annotations()])
        require('node:fs').writeFileSync('seen.json', JSON.stringify(said))
      } }
      import { createRequire } from 'node:module'
      const require = createRequire(import.meta.url)
      const reporters = ['default', 'junit', 'github-actions', seen]
      export default { plugins: [retrace()], test: { reporters, outputFile: { junit: 'junit.xml' } } }
    `,
    'src/ask.ts': `interface Options {
      readonly body: string
    }
    export async function ask(body: string): Promise<Response> {
      const options: Options = { body }
      return fetch(process.env.URL + '/orders', { method: 'POST', ...options })
    }`,
    'asks.test.ts': `
      import { retrace } from '@retrace/vitest'
      import { test } from 'vitest'
      import { ask } from './src/ask.ts'
      test('changes', async () => {
        await using recording = await retrace.record()
        await ask(process.env.ELSE ?? 'as it was')
      })
      test('asks for more', async () => {
        await retrace.record()
        await ask('one')
        if (process.env.ELSE) await fetch(process.env.URL + '/more').catch(() => {})
      })
      test('changes twice', async () => {
        await retrace.record()
        await ask(process.env.ELSE ?? 'three')
        await fetch(process.env.URL + '/orders?' + (process.env.ELSE ?? 'four'))
      })
      test('asks for less', async () => {
        await retrace.record()
        await ask('five')
        if (!process.env.ELSE && !process.env.LESS) await ask('six')
      })
      test('asks in turn', async () => {
        await retrace.record()
        const bodies = process.env.TURNED ? ['eight', 'seven'] : ['seven', 'eight']
        for (const body of bodies) await ask(body)
      })
      test('is as it was', async () => {
        await retrace.record()
        await ask('two')
      })
    `,
  })
  const server = await startFixture('race/server.js')
  ;({ url } = server)
  vitest([], { RETRACE_MODE: 'once' })
  await server.stop()
})
afterAll(() => project.remove())

test('a divergence fails the test with what differs, and is attached to it', () => {
  const output = vitest([], { RETRACE_MODE: 'none', ELSE: 'otherwise', GITHUB_ACTIONS: 'true' })
  expect(output).toContain('Tests  3 failed | 3 passed (6)')
  const seen = JSON.parse(readFileSync(path.join(project.folder, 'seen.json'), 'utf8')) as [
    string,
    string,
    { type: string; message: string; attachment: { contentType: string; body: string } }[],
  ][]
  expect(seen.map(([name, state, annotations]) => [name, state, annotations.map(({ type }) => type)])).toEqual([
    ['changes', 'failed', ['retrace: changed-request']],
    ['asks for more', 'failed', ['retrace: extra']],
    ['changes twice', 'failed', ['retrace: changed-request', 'retrace: changed-request']],
    ['asks for less', 'passed', ['warning']],
    ['asks in turn', 'passed', []],
    ['is as it was', 'passed', []],
  ])
  const [changed, extra] = seen.map(([, , [annotation]]) => annotation)
  expect(changed?.message).toMatch(/^changed-request: POST \/orders \(http, localhost:\d+\)$/)
  expect(changed?.attachment.contentType).toBe('text/plain')
  const body = Buffer.from(changed?.attachment.body ?? '', 'base64').toString()
  expect(body).toContain('otherwise')
  expect(body).toContain('as it was')
  expect(extra?.message).toMatch(/^extra: GET \/more \(http, /)
  // Reports of other forms have it, each in its own.
  expect(readFileSync(path.join(project.folder, 'junit.xml'), 'utf8')).toContain(
    '<property name="retrace: changed-request"',
  )
  expect(
    output.match(/^::error file=[^,]*src\/ask\.ts,title=asks\.test\.ts > changes( twice)?,line=6,.*POST \/orders/gm),
  ).toHaveLength(2)
  expect(output).toMatch(/^::error file=[^,]*asks\.test\.ts,title=asks\.test\.ts > changes twice,line=17,/m)
  expect(output).toMatch(/^::warning file=[^,]*asks\.test\.ts,line=20,column=\d+::missing: POST \/orders/m)
  expect(output).toContain('diverged  3 tests: __recordings__/asks.test.ts/')
})

test('what is not asked for any more is a warning, fails the test where the configuration says so, and is nothing at a desk', () => {
  const less = (mode: string): string => vitest(['-t', 'asks for less'], { RETRACE_MODE: mode, LESS: 'yes' })
  expect(less('none')).toMatch(
    /Tests {2}1 passed[^]*RetraceWarning: missing: POST \/orders|RetraceWarning: missing: POST \/orders[^]*Tests {2}1 passed/,
  )
  expect(less('once')).not.toContain('missing')
  project.write({ 'retrace.config.json': '{ "verify": { "severity": { "missing": "error" } } }' })
  const output = less('none')
  expect(output).toContain('Tests  1 failed')
  expect(output).toContain('RetraceError: missing: POST /orders')
  project.write({ 'retrace.config.json': '{ "verify": { "severity": { "missing": "off" } } }' })
  expect(less('none')).not.toContain('missing')
})

test('what is asked in another order is a warning', () => {
  project.write({ 'retrace.config.json': '{}' })
  const output = vitest(['-t', 'asks in turn'], { RETRACE_MODE: 'none', TURNED: 'yes' })
  expect(output).toContain('Tests  1 passed')
  expect(output).toContain('RetraceWarning: reordered: POST /orders (http, ')
})
