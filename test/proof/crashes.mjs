import { applyFix, copyProgram, crashes, makeWorkshop } from '../codegen/crash-programs.mjs'
import { proveCrash } from './crash.mjs'

/**
 * Records each program of fixtures/crashes as it crashes, stops what it talked to, replays it, and generates a test, which
 * has to fail as the program did, and to pass once the program is mended.
 *
 * @param only - a part of the name of a program
 * @param generates - whether tests are generated, or the programs only recorded and replayed
 * @returns for each program what came of it, with its `problems`
 */
export async function proveCrashes({ only = '', jobs = 2, generates = true, tick = () => {} }) {
  const waiting = crashes.filter(({ name }) => name.includes(only))
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
  } finally {
    await workshop.remove()
  }
  return results.toSorted((left, right) => (left.crash.name < right.crash.name ? -1 : 1))
}

async function proveCopy(crash, root, generates) {
  try {
    const cwd = await copyProgram(crash, root)
    return await proveCrash(crash, { cwd, generates, mend: () => applyFix(crash, cwd) })
  } catch (error) {
    return { crash, problems: [error.message] }
  }
}
