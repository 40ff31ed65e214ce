/** A server of the program's own in a test: it is asked without a port, and what it asks is recorded and replayed. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

const SERVER = `
import express from 'express'
const app = express()
app.get('/orders/:id', async (request, response) => {
  const asked = await fetch(process.env.WEB + '/items?order=' + request.params.id)
  await new Promise((resolve) => setTimeout(resolve, 30))
  response.json({ order: request.params.id, item: await asked.json(), random: Math.random() })
})
app.listen(process.env.PORT)
`

const PROGRAM = `
import { retrace } from '@retrace/core'
const server = await retrace.serve(() => import('./server.js'))
const given = await retrace.record('an order', async () => {
  const answers = await Promise.all([7, 8].map((id) => server.fetch('/orders/' + id)))
  return Promise.all(answers.map((answer) => answer.json()))
})
await server.close()
console.log(JSON.stringify(given))
`

let project: Project
let servers: Servers

beforeAll(async () => {
  project = makeProject({ 'package.json': '{"type":"module"}', 'server.js': SERVER, 'program.js': PROGRAM })
  servers = await startServers()
})

afterAll(() => project.remove())

function program(mode: string): unknown {
  const env = {
    RETRACE_MODE: mode,
    WEB: `http://127.0.0.1:${servers.ports['web']}`,
    PORT: String(servers.ports['postgres']),
  }
  const { stdout, stderr } = run(project.folder, [process.execPath, 'program.js'], { env })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test('the port may be taken, and a replay gives what was recorded', async () => {
  const recorded = program('once')
  expect(recorded).toMatchObject([{ order: '7', item: { url: '/items?order=7' } }, { order: '8' }])
  await servers.stop()
  expect(program('none')).toEqual(recorded)
})
