/** Tests of properties of functions that ask several times: by what they were answered before. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { recordNode, type Result, retrace, run } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'
import { applyFix, copyProgram, type Crash, crashes, makeWorkshop, startServices } from './crash-programs.mjs'
import { runCrash } from './crash-run.mjs'

const COMMAND = path.resolve('core/dist/cli/main.js')
const JEST = path.resolve('node_modules/jest/bin/jest.js')

let workshop: Awaited<ReturnType<typeof makeWorkshop>>
beforeAll(async () => {
  workshop = await makeWorkshop()
})
afterAll(() => workshop.remove())

test('rows are made by the types of their columns, for CommonJS under Jest; the test is green once the function is mended', async () => {
  const crash = crashes.find(({ name }) => name === 'null-row') as Crash
  const cwd = await copyProgram(crash, workshop.root)
  const services = await startServices(crash)
  const line = [process.execPath, COMMAND, 'record', '--out', 'recordings/one', '--', process.execPath]
  await runCrash(crash, line, { cwd, env: services.env })
  await services.stop()

  const { status, stdout, stderr } = retrace(cwd, ['generate', 'recordings/one', '--property', '--json'])
  expect(status, stderr).toBe(0)
  const { property } = JSON.parse(stdout) as { property: { title: string } }
  expect(property).toMatchObject({
    places: [
      'select customer_id, total from orders where id = $1 $[0].customer_id',
      'select customer_id, total from orders where id = $1 $[0].total',
      'select email, name from customers where id = $1 $',
    ],
    counterexample: { answers: '[{"customer_id":0,"total":"0.00","rows":[]}]', error: { name: 'TypeError' } },
  })
  const text = readFileSync(path.join(cwd, 'reminders.test.js'), 'utf8')
  expect(text).toContain("const fc = require('fast-check')")
  expect(text).toContain('fc.integer().map((number) => (number / 100).toFixed(2))')
  expect(text).toContain('fc.array(fc.record({ email: fc.string(), name: fc.string() }), { maxLength: 1 })')

  const outcome = (): number | null =>
    run(cwd, [process.execPath, JEST, '--ci', '--forceExit', '-t', property.title], { env: { RETRACE_MODE: 'none' } })
      .status
  expect(outcome()).toBe(1)
  await applyFix(crash, cwd)
  expect(outcome()).toBe(0)
})

// What it is asked for depends on what was answered before; nobody draws that number again by chance.
const appOf = (name: string | null, other: string | null): string => `import { createServer } from 'node:http'
import { nameOf } from './names.js'

const server = createServer(({ url }, response) => {
  const name = url === '/customers/8' ? ${JSON.stringify(other)} : ${JSON.stringify(name)}
  const answer = url.startsWith('/orders') ? { customer: 41_000_017 } : { name }
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
})
server.listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port
  await fetch(url + '/customers/8')
  await nameOf(url, 1)
  process.exit()
})
`
const NAMES = `/** @throws {RangeError} where there is nobody */
export async function nameOf(url, order) {
  const get = async (target) => (await fetch(url + target)).json()
  const { customer } = await get('/orders/' + order)
  const { name } = await get('/customers/' + customer)
  return name.trim()
}
`

const CONFIGS = {
  'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
  'jest.config.js': "export default { testEnvironment: '@retrace/jest-environment' }\n",
}

interface Outcome extends Result {
  /** The test file. */
  readonly text: string
}

/** Records a program in a project with a configuration, and generates. */
function generatedWith(config: keyof typeof CONFIGS, app: string, ...flags: readonly string[]): Outcome {
  const manifest = '{ "private": true, "type": "module" }'
  const files = { 'app.js': app, 'names.js': NAMES, 'package.json': manifest, [config]: CONFIGS[config] }
  const project = makeProject(files)
  onTestFinished(() => project.remove())
  recordNode(project.folder, 'app.js')
  const result = retrace(project.folder, ['generate', 'recording', '--property', ...flags])
  return { ...result, text: readFileSync(path.join(project.folder, 'names.test.js'), 'utf8') }
}

test('a test whose answers lead to requests that were not recorded is not kept, but that of the recorded case is', () => {
  const { status, stderr, text } = generatedWith('vitest.config.js', appOf(null, 'Ada'), '--vary', '$.customer')
  expect(stderr).toContain('other answers lead to requests that were not recorded')
  expect(stderr).toContain('"nameOf does not throw TypeError" in ')
  expect(status).toBe(66)
  expect(text).toContain("test('nameOf does not throw TypeError'")
  expect(text).not.toContain('fast-check')
})

test('what another request of the kind was answered shows what varies, in ES modules under Jest', () => {
  const { status, stderr, text } = generatedWith('jest.config.js', appOf(null, 'Ada'))
  expect(stderr).toContain('has other answers at GET /customers/41000017 $.name\n')
  expect(stderr).toMatch(/it fails with TypeError: .*, as for \$\.name null\n/)
  expect(status).toBe(0)
  expect(text).toContain("import fc from 'fast-check'")
  expect(text).toContain('fc.asyncProperty(fc.option(fc.string()), async (name) => {')
  // What it declares is no failure.
  expect(text).toContain("if (error.constructor.name !== 'RangeError') throw error")
})

test('of a run in which nothing failed there is a property too', () => {
  const { status, stderr, text } = generatedWith('vitest.config.js', appOf('Ada', null), '--function', 'nameOf')
  expect(stderr).toMatch(/it fails with TypeError: .*, as for \$\.name null\n/)
  expect(status).toBe(0)
  expect(text).toContain("test('nameOf gives the recorded result'")
  expect(text).toContain("fc.asyncProperty(fc.option(fc.oneof(fc.constant('Ada'), fc.string())), async (name) => {")
})
