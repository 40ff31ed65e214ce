import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDriverServices } from './driver-services.mjs'
import { driverList } from './driver-list.mjs'
import { type DriversStage, makeDriversStage, recordDriver, replayDriver } from './drivers.mjs'

// In short, and with the drivers that this repository has; `npm run proof -- drivers` does the same with many.

let stage: DriversStage

beforeAll(async () => {
  stage = await makeDriversStage({ installs: false })
})

afterAll(() => stage.remove())

test.for(driverList.filter(({ own }) => own))(
  '$program replays offline, with the same values',
  async ({ program, services: its }, { skip }) => {
    const services = await startDriverServices(its)
    const { env } = services
    if (services.missing.length > 0) return skip(`no ${services.missing.join(' and ')} on this machine`)
    const recorded = await recordDriver(program, { ...stage, env })
    await services.stop()
    expect(recorded).toMatchObject({ mode: 'record', failure: null })
    for (let again = 0; again < 2; again++)
      expect((await replayDriver(program, { ...stage, env, recorded })).differences).toEqual([])
  },
)
