import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServices, typeErrorsIn } from '../codegen/crash-programs.mjs'
import { isCrash, machine, runCrash } from '../codegen/crash-run.mjs'
import { recordLine, replay, retrace } from './command.mjs'
import { outcomes } from './outcomes.mjs'
import { ofProgram } from './programs.mjs'

/**
 * Records a program as it crashes, stops what it talked to, replays it, and generates a test, which has to fail as the
 * program did, and to pass once the program is mended.
 *
 * @param cwd - the program's folder
 * @param cli - what starts `retrace`, where that is not the one built here
 * @param generates - whether a test is generated, or the program only recorded and replayed
 * @param mend - mends the program
 * @returns what came of it, with its `problems`
 */
export async function proveCrash(crash, { cwd, cli, generates = true, mend }) {
  const result = { crash, problems: [] }
  const recording = join(cwd, 'recordings', crash.name)
  const recorded = await recordCrash(crash, { cwd, cli, recording })
  result.problems.push(...(await differences(recorded, { cwd, cli, recording })))
  if (generates) await proveTest(crash, { cwd, cli, recording, mend }, result)
  return result
}

async function recordCrash(crash, { cwd, cli, recording }) {
  const services = await startServices(crash)
  try {
    const recorded = await runCrash(crash, recordLine(recording, cli), { cwd, env: services.env })
    if (!isCrash(crash, recorded)) throw new Error(`it doesn't crash as it says: ${JSON.stringify(recorded)}`)
    return recorded
  } finally {
    await services.stop()
  }
}

async function differences(recorded, { cwd, cli, recording }) {
  const replayed = await replay(recording, { cwd, cli, env: machine })
  return Object.entries(seenOf(recorded)).flatMap(([name, was]) => {
    const is = seenOf(replayed)[name]
    return was === is ? [] : [`${name}: recorded ${JSON.stringify(was)}, replayed ${JSON.stringify(is)}`]
  })
}

/** Where Node says that an error was thrown, of what Retrace has wrapped; recorded by its bundle, replayed by its modules. */
const wrapped = /^file:.*\/core\/dist\/.*\n.*\n\s*\^+\n/gm

/** A run without Node's own frames: what comes from a worker, which runs live in a replay, comes through others. */
function seenOf({ code, stdout, stderr }) {
  return {
    code,
    stdout,
    stderr: ofProgram(stderr)
      .replaceAll(/^ +at .*\bnode:.*\n/gm, '')
      .replaceAll(wrapped, ''),
  }
}

async function proveTest(crash, { mend, recording, ...run }, result) {
  const { answer, seconds } = await generate(recording, run)
  Object.assign(result, answer, { seconds })
  result.problems.push(...(await typeErrorsIn(answer.file, crash, run.cwd)))
  const before = await runTest(answer.file, run)
  await mend()
  const after = await runTest(answer.file, run)
  result.isRed = before.some((failure) => failure !== null && isOf(crash, failure))
  result.isGreen = after.length > 0 && after.every((failure) => failure === null)
  if (!result.isRed) result.problems.push(`before the fix the test doesn't fail with ${crash.error}: ${said(before)}`)
  if (!result.isGreen) result.problems.push(`after the fix the test doesn't pass: ${said(after)}`)
  result.problems.push(...misplaced(crash, result))
}

/** @returns what the command says: `file`, of the test; `level`; and `function`, which the test calls */
async function generate(recording, { cwd, cli }) {
  const begun = performance.now()
  const { code, stdout, stderr } = await retrace(['generate', recording, '--json'], { cwd, cli, env: machine })
  if (code !== 0) throw new Error(`generate exits with ${code}:\n${stdout}${stderr}`)
  return { answer: JSON.parse(stdout), seconds: (performance.now() - begun) / 1000 }
}

/** How the tests of a file fail, without services and network. */
async function runTest(file, { cwd, cli }) {
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  const [runner] = scripts.test.split(' ')
  const env = { ...machine, RETRACE_MODE: 'none' }
  return [...(await outcomes(runner, [file], { cwd, cli, env, isCut: true })).values()]
}

/** Whether a test fails as its program did. */
export function isOf({ error, printed = error, shown = error, message = '' }, failure) {
  return new RegExp(`\\b(${error}|${printed}|${shown})\\b`).test(failure) && failure.includes(message)
}

function said(failures) {
  return failures.length === 0 ? 'no test ran' : failures.map((failure) => failure ?? 'it passes').join('\n')
}

function misplaced({ functions, level }, result) {
  if (result.level !== level) return [`the test is at the level ${result.level}, and not ${level}`]
  // `OrderService.total` and `get total` are a `total`.
  const isThere = level !== 'function' || functions.includes(result.function.split(/[. ]/).at(-1))
  return isThere ? [] : [`the test calls ${result.function}, and not ${functions.join(' or ')}`]
}
