/** The crash that the README begins with: a model answers in prose, where the program expects JSON. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startChatServer } from '../services/chat-server.mjs'
import { readJson, type Result, retrace, run } from '../support/cli.ts'
import type { Project } from '../support/project.ts'
import { classifierSource, makeClassifier } from './classifier.ts'

const VITEST = path.resolve('node_modules/vitest/vitest.mjs')
const MESSAGE = 'Your courier has lost my "parcel" – again.'
const TITLE = 'classifyIntent does not throw SyntaxError'

let project: Project
let recorded: Result
let generated: Result

beforeAll(async () => {
  project = makeClassifier()
  const model = await startChatServer({ proseRate: 1 })
  const line = ['record', '--out', 'recordings/one', '--', process.execPath, 'app.js', MESSAGE]
  recorded = retrace(project.folder, line, { env: model.env })
  await model.stop()
  generated = generate()
})

afterAll(() => project.remove())

function generate(): Result {
  return retrace(project.folder, ['generate', 'recordings/one'])
}

function read(name: string): string {
  return readFileSync(path.join(project.folder, name), 'utf8')
}

function outcome(): Result {
  return run(project.folder, [process.execPath, VITEST, 'run'], { env: { RETRACE_MODE: 'none' } })
}

/** The first line of what Node, or Vitest, says of it. */
function errorIn(text: string): string | undefined {
  return /SyntaxError: .*/.exec(text)?.[0]
}

test('the test calls the function with the message, and nothing else', () => {
  expect(recorded).toMatchObject({ status: 1 })
  expect(generated.stdout.split('\n')[0], generated.stderr).toBe('classify.test.js')
  const varying = [/(?<=Recorded )\S+Z/, /(?<=one )[0-9a-f]{8}/, /(?<=localhost:)\d+/, /(?<=redacted)\w+/]
  const text = varying.reduce((its, part) => its.replace(part, '…'), read('classify.test.js'))
  expect(text).toBe(`import { test, vi } from 'vitest'
import { retrace } from '@retrace/vitest'
import { classifyIntent } from './classify.js'

vi.hoisted(() => {
  delete process.env.OPENAI_MODEL
  process.env.OPENAI_BASE_URL = 'https://localhost:…/v1'
  process.env.OPENAI_API_KEY = 'redacted…'
})

// Recorded …
// one …
test('${TITLE}', async () => {
  await retrace.record()
  // TODO: expect what it should give instead
  await classifyIntent('${MESSAGE}')
})
`)
})

test('its fixture has what the model answered', () => {
  const { exchanges } = readJson(project.folder, '__recordings__/classify.test.js', `${TITLE}.json`)
  const prose: unknown = expect.not.stringMatching(/^\{/)
  expect(exchanges).toEqual([
    expect.objectContaining({
      request: expect.objectContaining({
        body: { json: { model: 'small-chat', messages: [expect.anything(), { role: 'user', content: MESSAGE }] } },
      }),
      response: expect.objectContaining({
        body: {
          json: expect.objectContaining({
            choices: [expect.objectContaining({ message: { role: 'assistant', content: prose } })],
          }),
        },
      }),
    }),
  ])
})

test('generated again, it is the same; changed by hand, it is left alone', () => {
  const written = read('classify.test.js')
  expect(generate()).toMatchObject({ status: 0 })
  expect(read('classify.test.js')).toBe(written)

  const edited = written.replace('  await classifyIntent', '  const intent = await classifyIntent')
  project.write({ 'classify.test.js': edited })
  const again = generate()
  expect(again.status).not.toBe(0)
  expect(again.stderr).toContain(`Left the test "${TITLE}"`)
  expect(read('classify.test.js')).toBe(edited)
  project.write({ 'classify.test.js': written })
})

test('it fails as the program did, and passes once there is a fallback', () => {
  const red = outcome()
  expect(red).toMatchObject({ status: 1 })
  expect(errorIn(stripVTControlCharacters(red.stderr))).toBe(errorIn(recorded.stderr))
  const fallback = "try { return JSON.parse(answer) } catch { return { intent: 'other', confidence: 0 } }"
  project.write({ 'classify.js': classifierSource('classify.js').replace('return JSON.parse(answer)', fallback) })
  expect(outcome()).toMatchObject({ status: 0 })
})
