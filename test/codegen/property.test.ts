/** Tests of properties that are generated of recordings, before and after what they found is mended. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startChatServer } from '../services/chat-server.mjs'
import { folderWith, recordNode, type Result, retrace, run } from '../support/cli.ts'
import type { Project } from '../support/project.ts'
import { classifierSource, makeClassifier } from './classifier.ts'

const VITEST = path.resolve('node_modules/vitest/vitest.mjs')
const TITLE = 'classifyIntent does not fail, whatever it is answered'

let project: Project
let generated: Result

beforeAll(async () => {
  project = makeClassifier()
  for (const [name, proseRate, created] of [
    ['prose', 1, 1_790_000_000],
    ['json', 0, 1_790_000_060],
  ] as const) {
    const model = await startChatServer({ proseRate, created })
    const line = ['record', '--out', `recordings/${name}`, '--', process.execPath, 'app.js', 'I want my money back.']
    retrace(project.folder, line, { env: model.env })
    await model.stop()
  }
  generated = generate('--property', '--json')
})

afterAll(() => project.remove())

function generate(...flags: readonly string[]): Result {
  return retrace(project.folder, ['generate', 'recordings/prose', ...flags])
}

function written(): string {
  return readFileSync(path.join(project.folder, 'classify.test.js'), 'utf8')
}

function outcome(): Result {
  return run(project.folder, [process.execPath, VITEST, 'run', '--no-color', '-t', TITLE], {
    env: { RETRACE_MODE: 'none' },
  })
}

test('what differs between the recordings is answered otherwise, and the rest as recorded', () => {
  expect(generated.status, generated.stderr).toBe(0)
  const { property } = JSON.parse(generated.stdout) as { property: object }
  expect(property).toMatchObject({
    title: TITLE,
    places: ['$.id', '$.created', '$.choices[0].message.content'].map((place) => `POST /v1/chat/completions ${place}`),
    declared: [],
    counterexample: { answers: expect.stringMatching(/^\[\{"id":"",/), error: { name: 'SyntaxError' } },
  })
  const text = written()
  expect(text).toContain("test('classifyIntent does not throw SyntaxError'")
  // The recorded answer, any text, and JSON like that of the other recording.
  expect(text).toMatch(/fc\.constant\(\s*'(?:I think|Sure!)/)
  expect(text.replaceAll(/\s+/g, '')).toContain('fc.record({intent:fc.string(),confidence:fc.double(')
})

test('the test is red where the function has the bug, and green with a fallback', () => {
  const red = outcome()
  expect(red.status).toBe(1)
  expect(red.stderr).toMatch(/Property failed after \d+ tests[^]*Caused by: SyntaxError[^]*classify\.js:\d+:\d+/)
  const fallback = "try { return JSON.parse(answer) } catch { return { intent: 'other', confidence: 0 } }"
  project.write({ 'classify.js': classifierSource('classify.js').replace('return JSON.parse(answer)', fallback) })
  expect(outcome()).toMatchObject({ status: 0 })
  project.write({ 'classify.js': classifierSource('classify.js') })
})

test('what is named is all that varies; the test takes the place of the one before', () => {
  const again = generate('--property', '--vary', '$.choices[0].message.content')
  expect(again.stderr).toContain(
    `"${TITLE}" has other answers at POST /v1/chat/completions $.choices[0].message.content`,
  )
  expect(again.stderr).toMatch(/it fails with SyntaxError: .*, as for \$\.choices\[0\]\.message\.content "/)
  expect(written().split(TITLE)).toHaveLength(2)
  expect(written()).not.toContain('$.created')
})

test('where nothing that is named is in the answers, nothing is written, and the places are listed', () => {
  const before = written()
  const { status, stderr } = generate('--property', '--vary', '$.choises')
  expect(status).toBe(66)
  expect(stderr).toContain('classifyIntent: what it was answered has no $.choises, but')
  expect(stderr).toMatch(/POST \/v1\/chat\/completions: \$\.id, .*\$\.choices\[0\]\.message\.content/)
  expect(written()).toBe(before)
})

test.each([
  [['--vary', '$.a'], '--vary says what --property varies'],
  [['--with', 'recordings/json'], '--with says what --property varies'],
  [['--property', '--vary', '$.a['], '--vary is a place in answers'],
])('%j is refused', (flags, why) => {
  const { status, stderr } = generate(...flags)
  expect(status).toBe(64)
  expect(stderr).toContain(why)
})

test('without fast-check in the project it is said how to install it', () => {
  const folder = folderWith({
    'package.json': '{ "private": true, "type": "module", "devDependencies": { "vitest": "4" } }',
    'name.mjs': 'export const shout = (name) => name.toUpperCase()\n',
    'main.mjs': "import { shout } from './name.mjs'\nshout(null)\n",
  })
  recordNode(folder, 'main.mjs')
  const { status, stderr } = retrace(folder, ['generate', 'recording', '--property'])
  expect(status).toBe(64)
  expect(stderr).toContain('npm install --save-dev fast-check')
})
