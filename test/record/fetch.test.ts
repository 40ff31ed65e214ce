import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start } from '../services/start.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

interface Outcome {
  readonly name: string
  readonly mode: string
  readonly came: unknown
  readonly connections: number
  readonly created: number
}

/** What breaks off, or has a dispatcher of its own, goes over a connection also in a replay. */
const OVER_A_CONNECTION = ['aborted', 'timeout', 'own']

function outcomes(project: Project, mode: string, args: readonly string[]): Outcome[] {
  const command = [process.execPath, 'fetch.mjs', ...args]
  const { status, stdout, stderr } = run(project.folder, command, { env: { RETRACE_MODE: mode } })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const lines = stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Outcome)
}

describe.each(['node', 'undici'])("fetch of %s's", (library) => {
  let project: Project
  let port: string
  let recorded: readonly Outcome[]

  beforeAll(async () => {
    project = makeProject({ 'fetch.mjs': readFileSync(path.join(import.meta.dirname, 'fetch.mjs'), 'utf8') })
    const web = await start(process.execPath, [path.join(import.meta.dirname, 'web.mjs')], {
      ready: /listening on (\d+)\n/,
    })
    port = web.found[1] as string
    recorded = outcomes(project, 'once', [port, library])
    // From here on there is nobody to talk to.
    await web.stop()
  })

  afterAll(() => project.remove())

  test('is answered as it was, mostly without a connection', () => {
    const replayed = outcomes(project, 'none', [port, library])
    expect(replayed.map(({ name, came }) => ({ name, came }))).toEqual(
      recorded.map(({ name, came }) => ({ name, came })),
    )
    const connected = replayed.filter(({ connections }) => connections > 0).map(({ name }) => name)
    expect(OVER_A_CONNECTION).toEqual(expect.arrayContaining(connected))
  })

  test('is seen by who watches the requests of undici', () => {
    const watched = [port, library, 'undici:request:create']
    const replayed = outcomes(project, 'none', watched)
    expect(replayed.map(({ came }) => came)).toEqual(recorded.map(({ came }) => came))
    expect(replayed.every(({ created }) => created > 0)).toBe(true)
  })
})
