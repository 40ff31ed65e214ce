import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, withoutNetwork } from './command.mjs'

const programs = fileURLToPath(new URL('drivers/', import.meta.url))
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))
const core = fileURLToPath(new URL('../../core', import.meta.url))

/** Versions of the drivers, all pinned: what is proved shall not change by itself. */
export const versions = {
  '@prisma/adapter-pg': '7.10.1',
  '@prisma/client': '7.10.0',
  'async-retry': '1.3.3',
  axios: '1.21.1',
  'axios-retry': '4.5.0',
  'drizzle-orm': '0.45.4',
  'form-data': '4.0.6',
  got: '14.6.6',
  ioredis: '6.0.0',
  knex: '3.3.0',
  mysql2: '3.24.6',
  openai: '6.49.0',
  'p-retry': '7.1.1',
  pg: '8.23.1',
  'pg-copy-streams': '7.0.0',
  'pg-cursor': '2.22.1',
  'pg-query-stream': '4.17.0',
  postgres: '3.4.9',
  prisma: '7.10.1',
  redis: '6.3.1',
  undici: '7.30.2',
}

/**
 * A temporary folder with the programs of `drivers/`, and their packages: those of npm, or where `installs` is false
 * those that this repository has itself.
 */
export async function makeDriversStage({ installs }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-drivers-')))
  await cp(programs, root, { recursive: true })
  if (installs) {
    await writeFile(
      join(root, 'package.json'),
      JSON.stringify({ private: true, type: 'module', dependencies: versions }),
    )
    const { code, stderr } = await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
    if (code !== 0) throw new Error(`npm could not install the drivers:\n${stderr}`)
    // Its engine for migrations, which would be fetched from elsewhere than npm, has no part in this.
    const generating = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }
    const generated = await run('npx', ['prisma', 'generate'], { cwd: root, env: generating })
    if (generated.code !== 0) throw new Error(`Prisma could not be generated:\n${generated.stderr}`)
    await mkdir(join(root, 'node_modules', '@retrace'), { recursive: true })
    await symlink(core, join(root, 'node_modules', '@retrace', 'core'))
  } else await symlink(packages, join(root, 'node_modules'))
  return { root, remove: () => rm(root, { recursive: true, force: true }) }
}

/** Makes what drivers need before they are run: the database that MYSQL_URL names. */
export async function prepareDrivers({ root, env }) {
  if (!env.MYSQL_URL) return
  const { code, stderr } = await run(process.execPath, [join(root, 'make-database.mjs')], { cwd: root, env })
  if (code !== 0) throw new Error(`There is no database to be had:\n${stderr}`)
}

/** Records the program of a driver. */
export async function recordDriver(name, { root, env }) {
  return drive(name, root, process.execPath, [], { ...env, RETRACE_MODE: 'all' })
}

/**
 * Replays a program in a process without a network.
 *
 * @returns what differs from the recording, a text each, and the milliseconds that parts took
 */
export async function replayDriver(name, { root, env, recorded }) {
  const [file, ...args] = withoutNetwork(process.execPath)
  const replayed = await drive(name, root, file, args, { ...env, RETRACE_MODE: 'none' })
  const differences = replayed.failure ? [replayed.failure] : []
  if (replayed.mode !== 'replay') differences.push(`it ran in the mode ${replayed.mode}`)
  for (const [index, [what, is]] of replayed.seen.entries()) {
    const [before, was] = recorded.seen[index] ?? []
    if (before !== what || is !== was) differences.push(`${before}: recorded as\n${was}\nreplayed (${what}) as\n${is}`)
  }
  const missing = recorded.seen.length - replayed.seen.length
  if (missing > 0) differences.push(`${missing} values were not seen again`)
  if (replayed.unused.length > 0) differences.push(`not asked for again: ${replayed.unused.join('; ')}`)
  return { differences, times: replayed.times }
}

async function drive(name, root, file, args, env) {
  const out = join(root, `${name}.out.json`)
  await rm(out, { force: true })
  const line = [...args, join(root, 'record.mjs'), name, out]
  const { code, stdout, stderr } = await run(file, line, { cwd: root, env: { PATH: process.env.PATH, ...env } })
  const text = await readFile(out, 'utf8').catch(() => null)
  if (text !== null) return JSON.parse(text)
  return { mode: null, seen: [], unused: [], times: {}, failure: `exit code ${code}:\n${stdout}${stderr}` }
}
