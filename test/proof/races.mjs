import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../services/postgres.mjs'
import { startFixture } from '../services/start.mjs'
import { outcomes } from './outcomes.mjs'

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
/** In the repository, where its packages are found. */
const temporary = at('test/.tmp')

const configured = { vitest: [], jest: ['--config=jest.config.json'] }

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
function run({ runner, folder, env }, args) {
  return outcomes(runner, [...configured[runner], ...args], {
    cwd: folder,
    env: { ...process.env, ...env, RETRACE_MODE: 'none' },
    isCut: args.length > 0,
  })
}
