import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machine } from '../codegen/crash-run.mjs'
import { run, withoutNetwork } from './command.mjs'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

const runners = {
  vitest: {
    line: ['vitest/vitest.mjs', 'run', '--sequence.shuffle', '--reporter=json'],
    config: ['vitest.config.mjs', (folders) => `export default { test: { projects: ${JSON.stringify(folders)} } }\n`],
    seedOf: (count) => `--sequence.seed=${count}`,
  },
  jest: {
    line: ['jest/bin/jest.js', '--no-cache', '--randomize', '--json'],
    config: ['jest.config.cjs', (folders) => `module.exports = { projects: ${JSON.stringify(folders)} }\n`],
    seedOf: (count) => `--seed=${count}`,
  },
}

/**
 * Runs tests that were generated for many programs, some times, all of a runner's together and each time in another order,
 * without a network.
 *
 * @param root - in which the programs are, a folder each
 * @param tests - their files, absolute
 * @param isRed - whether all have to fail; else to pass
 * @returns what was wrong, a text each
 */
export async function runAgain({ root, tests, times, isRed, tick = () => {} }) {
  const problems = []
  for (const [name, runner] of Object.entries(runners)) {
    const its = tests.filter((file) => runnerOf(file, root) === name)
    if (its.length === 0) continue
    const folders = [...new Set(its.map((file) => folderOf(file, root)))]
    const [config, textOf] = runner.config
    await writeFile(join(root, config), textOf(folders.map((folder) => `./${basename(folder)}`)))
    for (let count = 1; count <= times; count++) {
      const wrong = await runOnce({ root, runner, count, tests: its, isRed })
      problems.push(...wrong.map((text) => `${name}, order ${count}: ${text}`))
      tick(wrong.length > 0 ? 'F' : '.')
    }
  }
  return problems
}

async function runOnce({ root, runner, count, tests, isRed }) {
  const result = join(root, 'result.json')
  const [script, ...args] = runner.line
  const line = [process.execPath, join(packages, script), ...args, runner.seedOf(count), `--outputFile=${result}`]
  const [file, ...rest] = withoutNetwork(...line, ...tests.map((test) => relative(root, test)))
  const { stdout, stderr } = await run(file, rest, { cwd: root, env: { ...machine, RETRACE_MODE: 'none' } })
  const { testResults } = JSON.parse(await readFile(result, 'utf8').catch(() => '{ "testResults": [] }'))
  const ran = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'pending')
  if (ran.length !== tests.length) return [`${ran.length} of ${tests.length} tests ran:\n${stdout}${stderr}`]
  const wanted = isRed ? 'failed' : 'passed'
  return ran
    .filter(({ status }) => status !== wanted)
    .map(({ fullName, failureMessages = [] }) => `"${fullName}" has not ${wanted}: ${failureMessages.join('\n')}`)
}

function runnerOf(file, root) {
  return existsSync(join(folderOf(file, root), 'jest.config.js')) ? 'jest' : 'vitest'
}

function folderOf(file, root) {
  return join(root, relative(root, file).split(/[\\/]/)[0])
}
