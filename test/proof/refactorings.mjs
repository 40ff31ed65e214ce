import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shellEnvironment } from '../../scripts/nodes.mjs'
import { run } from './command.mjs'
import { isSameStep, Observer } from './orders/behaviour.mjs'
import { programProject, recordLoad, recordTraffic, startServices, verify } from './orders/project.mjs'

const patches = fileURLToPath(new URL('refactorings/', import.meta.url))

/** Patch versions of what the service is made of: those it is recorded with, and those it is verified with. */
const before = { express: '5.2.0', ioredis: '5.11.0', pg: '8.23.0' }
const after = { express: '5.2.1', ioredis: '5.11.1', pg: '8.23.1' }

/**
 * Changes of the orders API that change nothing of what it sends and answers, which is told from outside first: verified against
 * two recordings, none is reported.
 */
export async function proveRefactorings({ only, tick }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-refactorings-')))
  const services = await startServices()
  const observer = await Observer.start(services)
  const results = []
  try {
    const project = await programProject('orders-api', join(root, 'app'))
    await recordAll(project, services)
    const was = (await observer.observe(project, () => true)).map(withoutLayout)
    const prove = async (name, folder) => {
      const steps = await observer.observe(folder, () => true)
      const other = steps.findIndex((step, i) => !isSameStep(was[i], withoutLayout(step)))
      const { divergences, failed, ignored } = await verify(folder, 'recordings')
      const problems = [
        ...(other < 0 ? [] : [`it does something else: ${JSON.stringify([was[other], steps[other]])}`]),
        ...(failed ? [failed.message] : []),
        ...divergences.map(({ kind, what, changes }) => `${kind} ${what} ${JSON.stringify(changes)}`),
      ]
      results.push({ name, ignored, problems })
      tick(problems.length > 0 ? 'F' : '.')
    }
    for (const patch of readdirSync(patches)) {
      const name = basename(patch, '.patch')
      if (!name.includes(only)) continue
      const folder = join(root, name)
      await cp(project, folder, { recursive: true, verbatimSymlinks: true })
      execFileSync('git', ['apply', join(patches, patch)], { cwd: folder })
      await prove(name, folder)
    }
    if ('libraries-raised'.includes(only)) {
      const folder = await programProject('orders-api', join(root, 'libraries'))
      await install(folder, before)
      await recordAll(folder, services)
      await install(folder, after)
      await prove('libraries-raised', folder)
    }
    return results
  } finally {
    await observer.stop()
    await services.stop()
    await rm(root, { recursive: true, force: true })
  }
}

/** All of it in turn, and many at once. */
async function recordAll(project, services) {
  await recordTraffic(project, 'recordings/traffic', services)
  await recordLoad(project, 'recordings/load', services, { requests: 120, connections: 6 })
}

/** However its statements are laid out. */
function withoutLayout({ said, ...step }) {
  const postgres = said.postgres.map((sql) => sql.replaceAll(/--.*\n|\s+/g, ''))
  return { ...step, said: { ...said, postgres } }
}

async function install(folder, versions) {
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
  await rm(join(folder, 'node_modules'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const args = ['install', '--no-audit', '--no-fund', ...packages]
  const { code, stderr } = await run('npm', args, { cwd: folder, env: shellEnvironment() })
  if (code !== 0) throw new Error(stderr)
}
