import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine } from '../codegen/crash-run.mjs'
import { cut, retrace, run } from './command.mjs'
import { editsOf } from './orders-crash-edits.mjs'
import { kinds, mend, writeProject } from './orders-crash-projects.mjs'
import { failing, recordOrders, startOrdersWorld } from './orders-crash-recording.mjs'
import { outcomes } from './outcomes.mjs'
import { install, pack } from './packed.mjs'

const levels = {
  function: { args: [], red: 'TypeError' },
  request: { args: ['--request', `GET ${failing}`], red: 'expected 500 to be less than 500|Received: *500' },
}

/**
 * Has a service crash on a row, a cache entry and the time of day, in new projects from packed packages; stops its
 * database and its cache; generates a test of the function, and one of the request. Each has to fail as the service did,
 * otherwise or not at all where one of the three is another one, to pass once the service is mended, and to pass the
 * linters and the type checker of the project.
 *
 * @param only - a part of the name of a project
 * @returns for each test what came of it, with its `problems` and the `text` of its file
 */
export async function proveOrdersCrash({ only = '', tick = () => {} }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-orders-')))
  const chosen = kinds.filter(({ name }) => name.includes(only))
  try {
    const tarballs = await pack(['core', 'codegen', 'vitest-plugin', 'jest-environment'], root)
    const projects = chosen.map((kind, i) => ({ kind, cwd: join(root, String(i)) }))
    for (const { kind, cwd } of projects) {
      await mkdir(cwd)
      writeProject(cwd, kind, tarballs)
      await install(cwd)
      for (const script of ['format', 'build', 'lint', 'test']) await npmRun(script, cwd)
      tick('i')
    }
    await recordAll(projects, tick)
    const results = []
    for (const project of projects) results.push(...(await proveProject(project, tick)))
    return results
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function recordAll(projects, tick) {
  const world = await startOrdersWorld()
  try {
    for (const { kind, cwd } of projects) {
      const env = { ...machine, ...world.env }
      await recordOrders('recordings/crash', { ...kind, cwd, cli: [commandIn(cwd)], env })
      tick('r')
    }
  } finally {
    await world.stop()
  }
}

async function proveProject({ kind, cwd }, tick) {
  const results = []
  for (const [level, its] of Object.entries(levels)) {
    const result = await proveRed({ kind, cwd, level, ...its })
    results.push(result)
    tick(result.problems.length > 0 ? 'F' : '.')
  }
  const written = results.filter(({ file }) => file !== undefined)
  const problems = await linted(cwd)
  mend(cwd, kind)
  for (const script of ['format', 'build']) await npmRun(script, cwd)
  for (const result of written) {
    result.problems.push(...problems)
    const after = await failureOf(result, { kind, cwd })
    if (after !== null) result.problems.push(`after the fix the test doesn't pass: ${after}`)
  }
  return results
}

async function proveRed({ kind, cwd, level, args, red }) {
  const result = { kind, level, problems: [] }
  const begun = performance.now()
  const line = ['generate', 'recordings/crash', '--json', ...args]
  const { code, stdout, stderr } = await retrace(line, { cwd, env: machine, cli: [...cut, commandIn(cwd)] })
  if (code !== 0) return { ...result, problems: [`generate exits with ${code}:\n${stdout}${stderr}`] }
  Object.assign(result, JSON.parse(stdout), { seconds: (performance.now() - begun) / 1000 })
  if (result.level !== level) result.problems.push(`the test is at the level ${result.level}`)
  result.text = await readFile(join(cwd, result.file), 'utf8')
  const isRed = (failure) => failure !== null && new RegExp(red).test(failure)
  const before = await failureOf(result, { kind, cwd })
  if (!isRed(before)) result.problems.push(`before the fix the test doesn't fail with ${red}: ${before}`)
  for (const { what, put, restore } of await editsOf(join(cwd, result.fixture))) {
    await put()
    const otherwise = await failureOf(result, { kind, cwd })
    await restore()
    if (isRed(otherwise)) result.problems.push(`with another ${what} it fails all the same`)
  }
  return result
}

/** How a test fails, without services and network; null where it passes. */
async function failureOf({ file, title }, { kind, cwd }) {
  const env = { ...machine, RETRACE_MODE: 'none' }
  return (await outcomes(kind.runner, [file], { cwd, env, isCut: true, cli: [commandIn(cwd)] })).get(title)
}

/** What the linters and the type checker say. */
async function linted(cwd) {
  const { code, stdout, stderr } = await run('npm', ['run', '--silent', 'lint'], { cwd, env: machine })
  return code === 0 ? [] : [`its lint ends with ${code}:\n${stdout}${stderr}`]
}

async function npmRun(script, cwd) {
  const { code, stdout, stderr } = await run('npm', ['run', '--silent', script], { cwd, env: machine })
  if (code !== 0) throw new Error(`npm run ${script} in a new project ends with ${code}:\n${stdout}${stderr}`)
}

const commandIn = (cwd) => join(cwd, 'node_modules/.bin/retrace')
