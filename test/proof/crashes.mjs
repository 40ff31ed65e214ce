import { join } from 'node:path'
import { applyFix, copyProgram, crashes, makeWorkshop, undoFix } from '../codegen/crash-programs.mjs'
import { runAgain } from './again.mjs'
import { isOf, proveCrash } from './crash.mjs'

/**
 * Records each program of fixtures/crashes as it crashes, stops what it talked to, replays it, and generates a test, which
 * has to fail as the program did, and to pass once the program is mended.
 *
 * @param only - parts of the names of programs, with commas between
 * @param generates - whether tests are generated, or the programs only recorded and replayed
 * @param again - how often all the tests are run once more, together and in other orders, green and then red
 * @returns for each program what came of it, with its `problems`; and what was wrong later
 */
export async function proveCrashes({ only = '', jobs = 2, generates = true, again = 0, tick = () => {} }) {
  const waiting = crashes.filter(({ name }) => only.split(',').some((part) => name.includes(part)))
  const workshop = await makeWorkshop()
  const results = []
  async function work() {
    for (let crash = waiting.shift(); crash; crash = waiting.shift()) {
      const result = await proveCopy(crash, workshop.root, generates)
      results.push(result)
      tick(result)
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, work))
    const later = generates && again > 0 ? await proveAgain(results, { root: workshop.root, times: again, tick }) : []
    return { results: results.toSorted((left, right) => (left.crash.name < right.crash.name ? -1 : 1)), later }
  } finally {
    await workshop.remove()
  }
}

async function proveAgain(results, { root, times, tick }) {
  const proved = results.filter(({ problems }) => problems.length === 0)
  const testsFor = (isWanted) =>
    proved.map(({ crash, file }) => ({
      file: join(root, crash.name, file),
      isWanted: (failure) => isWanted(failure, crash),
    }))
  const each = (mark) => tick({ problems: mark === 'F' ? [mark] : [] })
  const green = await runAgain({ root, tests: testsFor((failure) => failure === null), times, tick: each })
  for (const { crash } of proved) await undoFix(crash, join(root, crash.name))
  const isRed = (failure, crash) => failure !== null && isOf(crash, failure)
  return [...green, ...(await runAgain({ root, tests: testsFor(isRed), times, tick: each }))]
}

async function proveCopy(crash, root, generates) {
  try {
    const cwd = await copyProgram(crash, root)
    return await proveCrash(crash, { cwd, generates, mend: () => applyFix(crash, cwd) })
  } catch (error) {
    return { crash, problems: [error.message] }
  }
}
