// The shop as a project of its own: its sources, a database with some orders, and its recordings.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startPostgres } from '../../test/services/postgres.mjs'
import { start } from '../../test/services/start.mjs'
import { command } from '../retrace.mjs'
import { recordings } from './recordings.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

const database = 'retrace_shop'

/** Copies the sources; packages are those of the repository. */
export function makeProject(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(here('service'), folder, { recursive: true })
}

/** Starts what the shop talks to, with the same data each time. */
async function startServices() {
  const postgres = await startPostgres()
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`DROP SCHEMA IF EXISTS ${database} CASCADE`)
  await admin.query(`CREATE SCHEMA ${database}`)
  await admin.query(`SET search_path TO ${database}`)
  await admin.query(readFileSync(here('tables.sql'), 'utf8'))
  await admin.end()
  const prices = await start(process.execPath, [here('prices.mjs')], { ready: /listening on (\S+)/ })
  const url = new URL(postgres.url)
  url.searchParams.set('options', `-c search_path=${database}`)
  return {
    env: { DATABASE_URL: url.href, PRICES_URL: prices.found[1] },
    async stop() {
      await prices.stop()
      await postgres.stop()
    },
  }
}

/** Records the shop once for each list of requests. */
export async function recordAll(folder, tick) {
  const services = await startServices()
  for (const [name, requests] of Object.entries(recordings)) {
    await recordShop(folder, name, requests, services.env)
    tick(name)
  }
  await services.stop()
}

async function recordShop(folder, name, requests, env) {
  const args = [command, 'record', '--out', join('recordings', name), '--', process.execPath, 'src/server.js']
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: 'pipe' })
  const closed = once(child, 'close')
  const url = await listening(child)
  for (const [what, body] of requests) {
    const [method, path] = what.split(' ')
    const response = await fetch(url + path, { method, body: body && JSON.stringify(body) })
    await response.arrayBuffer()
  }
  child.kill('SIGTERM')
  await closed
}

async function listening(child) {
  let output = ''
  child.stderr.on('data', (part) => (output += part))
  for await (const part of child.stdout) {
    output += part
    const found = /listening on (\S+)/.exec(output)
    if (found) return found[1]
  }
  throw new Error(`The shop ended too early:\n${output}`)
}
