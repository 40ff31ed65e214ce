import { mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, withoutNetwork } from './command.mjs'
import { startDriverServices } from './driver-services.mjs'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** So many tests at the same time, over a pool of ten connections and one agent that keeps its connections. */
const tests = 50

const files = {
  'package.json': '{ "private": true, "type": "module" }',
  'vitest.config.mjs': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace()], test: { maxConcurrency: ${tests} } })
  `,
  'concurrent.test.mjs': `
    import { Agent, get } from 'node:http'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { text } from 'node:stream/consumers'
    import { retrace } from '@retrace/vitest'
    import pg from 'pg'
    import { expect, test } from 'vitest'

    const pool = new pg.Pool({ connectionString: process.env.POSTGRES_URL, max: 10 })
    pool.on('error', () => {})
    const agent = new Agent({ keepAlive: true, maxSockets: 5 })
    const rows = async (client, query, values) => (await client.query(query, values)).rows[0]
    const page = (path) =>
      new Promise((resolve, reject) => {
        get(process.env.WEB_URL + path, { agent }, (response) => resolve(text(response).then(JSON.parse))).on('error', reject)
      })

    for (let i = 0; i < ${tests}; i++)
      test.concurrent('number ' + i, async () => {
        await retrace.record()
        const first = await rows(pool, 'select $1::int as n, pg_sleep(0.005)', [i])
        const { url, number } = await page('/json/page-' + i)
        const same = await rows(pool, 'select clock_timestamp()::text as now')
        await sleep(i % 5)
        const both = await Promise.all([rows(pool, 'select $1::int + 1000 as n', [i]), page('/json/both-' + i)])
        const client = await pool.connect()
        await client.query('begin')
        const within = await rows(client, 'select $1::int * 2 as n', [i])
        await client.query('commit')
        client.release()
        expect([first.n, url, both[0].n, both[1].url, within.n]).toEqual([
          i, '/json/page-' + i, i + 1000, '/json/both-' + i, i * 2,
        ])
        console.log('SEEN ' + JSON.stringify([i, number, same.now, both[1].number]))
      })
  `,
}

/** What each test asks for, in its order; the two that are asked for together have none. */
const asked = (i) =>
  [
    `begin`,
    `commit`,
    `/json/both-${i}`,
    `/json/page-${i}`,
    `select $1::int * 2 as n ${i}`,
    `select $1::int + 1000 as n ${i}`,
    `select $1::int as n, pg_sleep(0.005) ${i}`,
    `select clock_timestamp()::text as now`,
  ].toSorted()

/**
 * Records tests that run at the same time, some times; stops what they talk to; replays the last recording some times.
 *
 * @returns the figures, and what was wrong, a text each
 */
export async function proveConcurrent({ recordings, replays, pool = 'forks', tick = () => {} }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-concurrent-')))
  const failures = []
  const counts = { tests, recordings: 0, fixtures: 0, wrong: 0, replays: 0, same: 0 }
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text)
    await symlink(packages, join(root, 'node_modules'))
    const services = await startDriverServices(['postgres', 'web'])
    const env = { PATH: process.env.PATH, HOME: root, ...services.env }
    let recorded = []
    try {
      for (; counts.recordings < recordings; counts.recordings++) {
        recorded = await runTests(root, pool, { ...env, RETRACE_MODE: 'all' }, [], failures)
        const wrong = await wrongFixtures(root)
        counts.fixtures += tests
        counts.wrong += wrong.length
        failures.push(...wrong)
        tick(wrong.length > 0 ? 'F' : 'r')
      }
    } finally {
      await services.stop()
    }
    for (; counts.replays < replays; counts.replays++) {
      const seen = await runTests(root, pool, { ...env, RETRACE_MODE: 'none' }, withoutNetwork(), failures)
      const isSame = seen.length === tests && seen.every((line, index) => line === recorded[index])
      if (isSame) counts.same++
      else failures.push(`replay ${counts.replays + 1} saw other values`)
      tick(isSame ? '.' : 'F')
    }
    return { counts, failures }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** @returns what the tests have seen, in their order */
async function runTests(root, pool, env, prefix, failures) {
  const vitest = join(packages, 'vitest', 'vitest.mjs')
  const line = [process.execPath, vitest, 'run', '--no-color', '--pool', pool]
  const [file, ...args] = [...prefix, ...line]
  const { code, stdout, stderr } = await run(file, args, { cwd: root, env })
  if (code !== 0) failures.push(`vitest ended with ${code}:\n${(stdout + stderr).slice(-3000)}`)
  const seen = [...stdout.matchAll(/^SEEN (.*)$/gm)].map(([, json]) => json)
  return seen.toSorted((a, b) => JSON.parse(a)[0] - JSON.parse(b)[0])
}

async function wrongFixtures(root) {
  const folder = join(root, '__recordings__', 'concurrent.test.mjs')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const wrong = names.length === tests ? [] : [`${names.length} fixtures of ${tests} tests`]
  for (let i = 0; i < tests; i++) {
    const { exchanges } = JSON.parse(await readFile(join(folder, `number ${i}.json`), 'utf8'))
    const its = exchanges.flatMap(({ request, statements = [] }) =>
      request
        ? [request.target]
        : statements.map(({ sql, values = [] }) => [sql, ...values.map((value) => value?.text ?? value)].join(' ')),
    )
    const expected = asked(i)
    if (JSON.stringify(its.toSorted()) !== JSON.stringify(expected))
      wrong.push(`the fixture of number ${i} has\n${its.join('\n')}`)
  }
  return wrong
}
