import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../proof/command.mjs'
import { startPostgres } from '../services/postgres.mjs'
import { startRedis } from '../services/redis.mjs'
import { start } from '../services/start.mjs'
import { makeSchema } from './schema.mjs'

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
/** In the repository, where the programs' packages are found. */
const temporary = at('test/.tmp')
/** What a copy of a program is made without: it is about the program. */
const about = new Set(['crash.json', 'fix.patch', 'server.mjs', 'setup.sql'])

/** The programs of fixtures/crashes, as their `crash.json` describe them; see the README there. */
export const crashes = crashesIn(at('fixtures/crashes'))

/** Those of fixtures/public. */
export const publicCrashes = crashesIn(at('fixtures/public'))

function crashesIn(programs) {
  return readdirSync(programs)
    .filter((name) => existsSync(join(programs, name, 'crash.json')))
    .map((name) => ({
      name,
      folder: join(programs, name),
      isTyped: existsSync(join(programs, name, 'tsconfig.json')),
      ...JSON.parse(readFileSync(join(programs, name, 'crash.json'), 'utf8')),
    }))
}

/** Makes a folder for copies of programs. */
export async function makeWorkshop() {
  await mkdir(temporary, { recursive: true })
  const root = await mkdtemp(join(temporary, 'crashes-'))
  return { root, remove: () => rm(root, { recursive: true, force: true }) }
}

/**
 * Copies a program, and builds it if it is in TypeScript.
 *
 * @returns the folder of the copy
 */
export async function copyProgram(crash, root) {
  const folder = await copySources(crash, root)
  await build(crash, folder)
  return folder
}

/** Copies a program as it is. */
export async function copySources(crash, root) {
  const folder = join(root, crash.name)
  await cp(crash.folder, folder, { recursive: true, filter: (path) => !about.has(basename(path)) })
  return folder
}

/** Mends a copy. */
export function applyFix(crash, folder) {
  return patch(crash, folder)
}

/** Puts a mended copy back to what it was. */
export function undoFix(crash, folder) {
  return patch(crash, folder, '--reverse')
}

async function patch(crash, folder, ...how) {
  // In a folder of a repository Git leaves alone what isn't at the path that the patch names.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) }
  await succeed('git', ['apply', ...how, join(crash.folder, 'fix.patch')], { cwd: folder, env })
  await build(crash, folder)
}

const tsc = at('node_modules/typescript/bin/tsc')

/** Builds a copy if it is in TypeScript. */
export async function build({ isTyped }, folder) {
  if (isTyped) await succeed(process.execPath, [tsc, '-p', folder], { cwd: folder })
}

/** What the type checker says of a file of a copy in TypeScript, when it is strict. */
export async function typeErrorsIn(file, { isTyped }, folder) {
  if (!isTyped) return []
  const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noUnusedLocals']
  const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--noEmit', ...strict], { cwd: folder })
  return stdout.split('\n').filter((line) => line.startsWith(`${file}(`))
}

async function succeed(file, args, options) {
  const { code, stdout, stderr } = await run(file, args, options)
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
}

/**
 * Starts what a program talks to.
 *
 * @returns `env`, the variables of its `crash.json` with `@server`, `@postgres`, `@redis` and `@unique` replaced;
 *   undefined where this machine lacks one of them
 */
export async function startServices(crash) {
  const stops = []
  const stop = async () => {
    for (const each of stops.toReversed()) await each()
  }
  const starts = {
    '@server': () => startServer(crash),
    '@postgres': () => makeDatabase(crash),
    '@redis': startRedis,
    '@unique': async () => ({ url: randomUUID(), stop: async () => {} }),
  }
  const env = {}
  try {
    for (const [name, value] of Object.entries(crash.env ?? {})) {
      const service = await starts[value]?.()
      if (service) stops.push(service.stop)
      env[name] = service?.url ?? value
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { env, stop }
}

async function startServer({ folder }) {
  const { found, stop } = await start(process.execPath, [join(folder, 'server.mjs')], { ready: /listening on (\S+)/ })
  return { url: found[1], stop }
}

async function makeDatabase({ folder }) {
  const postgres = await startPostgres()
  const schema = await makeSchema(postgres.url, readFileSync(join(folder, 'setup.sql'), 'utf8'))
  return {
    url: schema.url,
    async stop() {
      await schema.drop()
      await postgres.stop()
    },
  }
}
