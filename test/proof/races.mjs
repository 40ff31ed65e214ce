import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../services/postgres.mjs'
import { startFixture } from '../services/start.mjs'
import { runTests } from './command.mjs'

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
/** In the repository, where its packages are found. */
const temporary = at('test/.tmp')

const runners = {
  vitest: ['run', '--reporter=json', '--outputFile=result.json'],
  jest: ['--config=jest.config.json', '--no-cache', '-i', '--json', '--outputFile=result.json'],
}

/**
 * Runs the tests of fixtures/races under a test runner, which captures those that fail; stops what they talked to, and
 * replays each capture some times.
 *
 * @returns by test: how it failed, and how its replays did
 */
export async function proveRaces(runner, { replays, only = () => true, tick = () => {} }) {
  await mkdir(temporary, { recursive: true })
  const folder = await mkdtemp(join(temporary, 'races-'))
  try {
    await cp(at('fixtures/races'), folder, { recursive: true })
    const services = await startServices()
    const stage = { runner, folder, env: services.env }
    const recorded = await run(stage, [])
    await services.stop()
    tick('r')
    const captures = join(folder, 'recordings/tests/races.test.js')
    const races = []
    for (const file of (await readdir(captures)).toSorted()) {
      const { test } = JSON.parse(await readFile(join(captures, file), 'utf8'))
      if (!only(test)) continue
      const failures = []
      for (let count = 1; count <= replays; count++) {
        const args = [`--retrace-replay=${join(captures, file)}`, '-t', test]
        failures.push((await run(stage, args)).get(test))
        tick(failures.at(-1) === recorded.get(test) ? '.' : 'F')
      }
      races.push({ test, recorded: recorded.get(test), failures })
    }
    return races
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function startServices() {
  const postgres = await startPostgres()
  const server = await startFixture('race/server.js')
  return {
    env: { RACE_URL: server.url, POSTGRES_URL: postgres.url },
    async stop() {
      await server.stop()
      await postgres.stop()
    },
  }
}

/** How tests failed, by their names. */
async function run({ runner, folder, env }, args) {
  const { stdout, stderr } = await runTests(runner, [...runners[runner], ...args], {
    cwd: folder,
    env: { ...process.env, ...env, RETRACE_MODE: 'none' },
    isCut: args.length > 0,
  })
  const result = await readFile(join(folder, 'result.json'), 'utf8').catch(() => '{ "testResults": [] }')
  await rm(join(folder, 'result.json'), { force: true })
  const { testResults } = JSON.parse(result)
  if (testResults.length === 0) throw new Error(`${runner} has run no tests:\n${stdout}${stderr}`)
  return new Map(testResults[0].assertionResults.map((test) => [test.fullName, failure(test)]))
}

/** What the test says, without what is said of it. */
function failure({ failureMessages = [] }) {
  return failureMessages.map((text) => text.split(/\n\nThis run is|\n +at /)[0]).join('\n') || null
}
