import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runTests } from './command.mjs'

const runners = {
  vitest: ['run', '--reporter=json', '--outputFile=result.json'],
  jest: ['--no-cache', '-i', '--json', '--outputFile=result.json'],
}

/**
 * Runs tests through `retrace`.
 *
 * @param args - of the test runner
 * @returns how the tests of the first file failed, by their names; null where one passed
 */
export async function outcomes(runner, args, { cwd, env, isCut, cli }) {
  const { stdout, stderr } = await runTests(runner, [...runners[runner], ...args], { cwd, env, isCut, cli })
  const result = await readFile(join(cwd, 'result.json'), 'utf8').catch(() => '{ "testResults": [] }')
  await rm(join(cwd, 'result.json'), { force: true })
  const { testResults } = JSON.parse(result)
  if (testResults.length === 0) throw new Error(`${runner} has run no tests:\n${stdout}${stderr}`)
  return new Map(testResults[0].assertionResults.map((test) => [test.fullName, failureOf(test)]))
}

/** What a test says that has failed, without what is said of it; null where it has passed. */
export function failureOf({ failureMessages = [] }) {
  return failureMessages.map((text) => text.split(/\n\nThis run is|\n +at /)[0]).join('\n') || null
}
