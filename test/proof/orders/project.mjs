import { cp, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from '../../../fixtures/programs/orders-api/load.js'
import { startPostgres } from '../../services/postgres.mjs'
import { noRedis, startRedis } from '../../services/redis.mjs'
import { addressOf } from '../orders-api.mjs'
import { retrace, startRecord } from '../command.mjs'
import { settings } from './behaviour.mjs'
import { sendTraffic } from './traffic.mjs'
import { startWorld } from './world.mjs'

const programs = fileURLToPath(new URL('../../../fixtures/programs/', import.meta.url))
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** PostgreSQL and Redis, as URLs. */
export async function startServices() {
  const redis = await startRedis()
  if (!redis) throw new Error(`The orders API can't run: ${noRedis}`)
  const postgres = await startPostgres()
  return {
    postgres: postgres.url,
    redis: redis.url,
    async stop() {
      await redis.stop()
      await postgres.stop()
    },
  }
}

/** One of fixtures/programs as a project of its own, with the packages of this repository. */
export async function programProject(program, folder) {
  await cp(join(programs, program), folder, { recursive: true })
  await cp(join(programs, 'package.json'), join(folder, 'package.json'))
  await linkPackages(folder)
  return folder
}

export function linkPackages(folder) {
  return symlink(packages, join(folder, 'node_modules'))
}

/** Records what reaches each of its branches, one request after another. */
export function recordTraffic(project, recording, services) {
  return record(project, recording, { services, env: settings, drive: (url) => sendTraffic(url, async () => {}) })
}

/** Records what many clients ask at the same time. */
export function recordLoad(project, recording, services, { requests, connections }) {
  const env = { ORDERS_API_MAX_REQUESTS: String(requests) }
  const drive = async (url) => {
    const { problems } = await load({ url, requests, connections })
    if (problems.length > 0) throw new Error(`The orders API answered wrongly: ${problems[0]}`)
  }
  return record(project, recording, { services, env, drive })
}

async function record(project, recording, { services, env, drive }) {
  const world = await startWorld(services)
  const program = startRecord(join(project, recording), ['server.js'], {
    cwd: project,
    env: { PATH: process.env.PATH, ...world.env, ...env },
  })
  await drive(await addressOf(program))
  const { code, stderr } = await program.outcome
  await world.stop()
  if (code !== 0) throw new Error(stderr)
}

/** @returns the divergences, what was ignored, and what could not be verified, if anything */
export async function verify(project, recordings, flags = []) {
  const args = ['verify', recordings, '--reporter', 'json=report.json', ...flags]
  const { code, stderr } = await retrace(args, { cwd: project, env: { PATH: process.env.PATH } })
  if (![0, 1, 2].includes(code)) throw new Error(stderr)
  const report = JSON.parse(await readFile(join(project, 'report.json'), 'utf8'))
  return {
    divergences: report.divergences,
    ignored: report.recordings.flatMap((its) => its.ignored),
    failed: report.failed[0],
  }
}
