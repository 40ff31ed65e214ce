import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyFix, copyProgram, crashes, makeWorkshop, startServices } from './crash-programs.mjs'
import { isCrash, runCrash } from './crash-run.mjs'

// That tests are generated of them is proved by `npm run proof -- crashes`.

let workshop: Awaited<ReturnType<typeof makeWorkshop>>

beforeAll(async () => {
  workshop = await makeWorkshop()
})

afterAll(() => workshop.remove())

describe.concurrent('programs of fixtures/crashes', () => {
  test.each(crashes)('$name crashes as it says, and not when it is mended', async (crash) => {
    const cwd = await copyProgram(crash, workshop.root)
    const services = await startServices(crash)
    const line = [process.execPath]
    try {
      const broken = await runCrash(crash, line, { cwd, env: services.env })
      expect(isCrash(crash, broken), JSON.stringify(broken, null, 2)).toBe(true)
      await applyFix(crash, cwd)
      const mended = await runCrash(crash, line, { cwd, env: services.env })
      expect(mended.code, mended.stderr).toBe(0)
    } finally {
      await services.stop()
    }
  })
})
