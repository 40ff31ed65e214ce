/** What a server of a test has caught, as runners show it. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')

/** It answers that it has failed, and says nothing of why. */
const SERVER = `const http = require('node:http')
async function cityOf(user) {
  await null
  return user.address.city
}
exports.app = http.createServer(async (request, response) => {
  try {
    response.end(await cityOf({}))
  } catch {
    response.statusCode = 500
    response.end('internal')
  }
})

const express = require('express')
function nameOf(user) {
  return user.name.first
}
exports.atOnce = http.createServer((request, response) => {
  try {
    response.end(nameOf({}))
  } catch {
    response.writeHead(500).end()
  }
})
exports.express = express().get('/users/:id', (request, response) => {
  response.send(nameOf({}))
})
exports.express.use((error, request, response, next) => {
  response.status(500).end()
})
`

const TEST = `test('GET /users/7 does not answer with 500', async () => {
  await retrace.record()
  const server = await retrace.serve(() => require('./app.cjs'))
  const response = await server.fetch('/users/7')
  expect(response.status).toBeLessThan(500)
})
`

/** Of what is caught where it is thrown. */
const AT_ONCE = ['atOnce', 'express'].map((name) =>
  TEST.replace("test('", `test('${name}: `).replace("require('./app.cjs')", `$&.${name}`),
)

let project: Project
beforeAll(() => {
  project = makeProject({
    'package.json': '{}',
    'app.cjs': SERVER,
    'vitest.config.mjs': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()], test: { include: ['*.spec.mjs'] } }
`,
    'jest.config.json':
      '{ "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.test.js"] }',
    'plugin.spec.mjs': `import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { retrace } from '@retrace/vitest'
const require = createRequire(import.meta.url)
${[TEST, ...AT_ONCE].join('')}`,
    'bare.spec.mjs': `import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { retrace } from '@retrace/core'
const require = createRequire(import.meta.url)
${TEST.replace('await retrace.record()', "await retrace.record('bare', async () => {").replace(/\}\)\n$/, '  })\n})\n')}`,
    'app.test.js': `const { retrace } = require('@retrace/jest-environment')\n${[TEST, ...AT_ONCE].join('')}`,
  })
})
afterAll(() => project.remove())

function output(command: readonly string[]): string {
  const { stdout, stderr } = run(project.folder, [process.execPath, ...command], {
    env: { NO_COLOR: '1', RETRACE_MODE: 'once' },
  })
  return stdout + stderr
}

test.each(['plugin', 'bare'])(
  'under vitest (%s) an assertion about an answer has for its cause what the server caught',
  (name) => {
    const text = output([path.join(modules, 'vitest/vitest.mjs'), 'run', '--no-color', `${name}.spec.mjs`])
    expect(text).toContain('AssertionError: expected 500 to be less than 500')
    expect(text).toContain("Caused by: TypeError: Cannot read properties of undefined (reading 'city')")
    expect(text).toMatch(/cityOf .*app\.cjs:4:23/)
    const cause = "Caused by: TypeError: Cannot read properties of undefined (reading 'first')"
    expect(text.split(cause)).toHaveLength(name === 'plugin' ? AT_ONCE.length + 1 : 1)
  },
)

test('so it has under Jest', () => {
  const text = output([path.join(modules, 'jest/bin/jest.js')])
  expect(text).toContain('expect(received).toBeLessThan(expected)')
  expect(text).toMatch(/Cause:\s+TypeError: Cannot read properties of undefined \(reading 'city'\)/)
  expect(text).toMatch(/cityOf \(.*app\.cjs:4:23\)/)
  expect(text.match(/Cause:\s+TypeError: .* \(reading 'first'\)/g)).toHaveLength(AT_ONCE.length)
})
