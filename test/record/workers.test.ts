/** Workers of a test run write fixtures into one folder, and the same large body, at the same time. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { expect, test } from 'vitest'
import { plainEnvironment } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'

const PROGRAM = `
  import { Worker, isMainThread, threadId } from 'node:worker_threads'
  import { retrace } from '@retrace/core'
  if (isMainThread) for (let i = 0; i < 2; i++) new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) })
  else {
    const get = async () => (await (await fetch(process.argv[2])).text()).length
    for (let i = 0; i < 5; i++)
      await retrace.record(process.argv[3] + '-' + threadId + '-' + i, get)
    await retrace.record('the same', get)
  }
`

test('each fixture is whole, the body is there once, and nothing is left over', async () => {
  const body = 'a line of a large body\n'.repeat(20_000)
  const server = createServer((_request, response) => response.end(body))
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as { port: number }
  const project = makeProject({ 'program.mjs': PROGRAM })
  try {
    const ends = ['a', 'b', 'c'].map((name) => {
      const args = ['program.mjs', `http://localhost:${port}/`, name]
      const env = { ...plainEnvironment(), RETRACE_MODE: 'all' }
      const child = spawn(process.execPath, args, { cwd: project.folder, env, stdio: ['ignore', 'inherit', 'inherit'] })
      return new Promise((resolve) => child.on('exit', resolve))
    })
    expect(await Promise.all(ends)).toEqual([0, 0, 0])
    const folder = path.join(project.folder, '__recordings__', 'program.mjs')
    const names = readdirSync(folder)
    expect(names).toHaveLength(3 * 2 * 5 + 2)
    const [only, ...more] = readdirSync(path.join(folder, 'bodies')) as [string]
    expect([more, readFileSync(path.join(folder, 'bodies', only), 'utf8') === body]).toEqual([[], true])
    for (const name of names.filter((it) => it.endsWith('.json')))
      expect(readFileSync(path.join(folder, name), 'utf8')).toContain(`"file": "${only}"`)
  } finally {
    server.close()
    project.remove()
  }
})
