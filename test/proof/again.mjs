import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machine } from '../codegen/crash-run.mjs'
import { run, withoutNetwork } from './command.mjs'
import { failureOf } from './outcomes.mjs'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

const asProjects = {
  vitest: (folders) => `export default { test: { projects: ${JSON.stringify(folders)} } }\n`,
  jest: (folders) => `module.exports = { projects: ${JSON.stringify(folders)} }\n`,
}

const runners = {
  vitest: {
    line: ['vitest/vitest.mjs', 'run', '--sequence.shuffle', '--reporter=json'],
    config: 'vitest.config.mjs',
    // Each file has modules and globals of its own, and all have one process: to start 32 takes ten times as long.
    together: () => `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()], test: { pool: 'vmForks', fileParallelism: false } }
`,
    seedOf: (count) => `--sequence.seed=${count}`,
  },
  jest: {
    // With a pool of connections that is open it would wait ten seconds for its end.
    line: ['jest/bin/jest.js', '--no-cache', '--randomize', '--forceExit', '--json'],
    config: 'jest.config.cjs',
    together: asProjects.jest,
    seedOf: (count) => `--seed=${count}`,
  },
}

/** One for each run, in turn. */
const machines = [
  { TZ: 'UTC', LC_ALL: 'C' },
  { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' },
  { TZ: 'America/St_Johns', LC_ALL: 'ar_EG.UTF-8' },
]

/**
 * Runs tests that were generated for many programs, some times, without a network: all of a runner's together, from the
 * folder above the programs, each time in another order, and in another time zone and language. The first time each program
 * has its own configuration and its own process; then all have one.
 *
 * @param root - in which the programs are, a folder each
 * @param tests - `file`, absolute, and `isWanted`, which is given how it failed, or null
 * @returns what was wrong, a text each
 */
export async function runAgain({ root, tests, times, tick = () => {} }) {
  const problems = []
  for (const [name, runner] of Object.entries(runners)) {
    const its = tests.filter(({ file }) => runnerOf(file, root) === name)
    if (its.length === 0) continue
    const folders = [...new Set(its.map(({ file }) => `./${basename(folderOf(file, root))}`))]
    for (let count = 1; count <= times; count++) {
      const textOf = count === 1 ? asProjects[name] : runner.together
      await writeFile(join(root, runner.config), textOf(folders))
      const wrong = await runOnce({ root, runner, count, tests: its })
      problems.push(...wrong.map((text) => `${name}, order ${count}: ${text}`))
      tick(wrong.length > 0 ? 'F' : '.')
    }
  }
  return problems
}

async function runOnce({ root, runner, count, tests }) {
  const result = join(root, 'result.json')
  await rm(result, { force: true })
  const [script, ...args] = runner.line
  const line = [process.execPath, join(packages, script), ...args, runner.seedOf(count), `--outputFile=${result}`]
  const [file, ...rest] = withoutNetwork(...line, ...tests.map((test) => relative(root, test.file)))
  const env = { ...machine, ...machines[count % machines.length], RETRACE_MODE: 'none' }
  const { stdout, stderr } = await run(file, rest, { cwd: root, env })
  const { testResults } = JSON.parse(await readFile(result, 'utf8').catch(() => '{ "testResults": [] }'))
  const ran = testResults
    .flatMap(({ name, assertionResults }) => assertionResults.map((its) => ({ name, ...its })))
    .filter(({ status }) => status !== 'pending')
  if (ran.length !== tests.length) return [`${ran.length} of ${tests.length} tests ran:\n${stdout}${stderr}`]
  return ran.flatMap((its) => {
    const { isWanted } = tests.find((test) => test.file === its.name)
    return isWanted(failureOf(its)) ? [] : [`"${its.fullName}" of ${its.name}: ${its.status} ${its.failureMessages}`]
  })
}

function runnerOf(file, root) {
  return existsSync(join(folderOf(file, root), 'jest.config.js')) ? 'jest' : 'vitest'
}

function folderOf(file, root) {
  return join(root, relative(root, file).split(/[\\/]/)[0])
}
