/** Functions that a call is given: what stands in for them in its test gives again what they gave. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { generate, outcomeOf, projectOf, record, textIn } from './level-projects.ts'

const GREET = {
  source: `async function greet(client, { now, log }, id, format) {
  const user = await client.fetchUser(id)
  const friend = await client.fetchUser(user.friend)
  delete user.friend
  log(format(user.name), now())
  return [user, friend].map(({ name }) => format(name).toUpperCase()).join(' and ')
}
`,
  exports: ['greet'],
}

const FORMAT = {
  source: `const fallback = { first: 'nobody' }
function format(name) {
  return name.nick ?? name.first
}
`,
  exports: ['format'],
}

/** The other requests of a server are in the air at the same time, and ask the same client. */
const APP = {
  imports: { './greet.js': '{ greet }', './format.js': '{ format }' },
  source: `const rows = new Map([
  [6, { id: 6, name: { first: 'Eve' }, friend: 6 }],
  [7, { id: 7, name: { first: 'Ada' }, friend: 8 }],
  [8, { id: 8, name: null }],
])
const lines = []
const client = {
  fetchUser: async (id) => {
    await client.wait()
    return rows.get(id)
  },
  wait: () => new Promise((resolve) => setTimeout(resolve, 10)),
}
const tools = {
  now: () => lines.length,
  log: (...line) => {
    lines.push(line)
  },
}
greet(client, tools, 6, format).then(console.log)
greet(client, tools, 7, format)
`,
}

test('they give it in turn, and what the project exports is itself', async () => {
  const project = projectOf('vitest', 'ESM', { 'greet.js': GREET, 'format.js': FORMAT, 'app.js': APP })
  await record(project)
  const generated = await generate(project, '--function', 'greet')
  expect(generated).toMatchObject({ level: 'function', function: 'greet' })
  expect(textIn(project, generated)).toContain(`await greet(
    {
      fetchUser: vi
        .fn()
        .mockResolvedValueOnce({ id: 7, name: { first: 'Ada' }, friend: 8 })
        .mockResolvedValueOnce({ id: 8, name: null }),
      wait: vi.fn(),
    },
    { now: () => 1, log: vi.fn() },
    7,
    format,
  )`)
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed' })
  const file = path.join(project.folder, 'format.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace('name.nick ?? name.first', '(name ?? fallback).first'))
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
