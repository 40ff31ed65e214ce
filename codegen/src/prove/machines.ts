/** Other machines, as far as a test can tell one from another: by its time zone, its language, and the folder it is run in. */
import { tmpdir } from 'node:os'
import type { Place } from '../write/setting.ts'

/** Where a runner is started. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv
  /** The current folder; null for that of the project. */
  readonly folder: string | null
}

export interface Machines {
  /** As the recorded one was. */
  readonly here: Machine
  /** Two that lie on either side of it, half a day and half an hour away. */
  readonly others: readonly [Machine, Machine]
}

/**
 * @param home - where it was recorded, as far as that is known
 * @param isMoved - whether it is to be run in other folders
 */
export function machinesFor({ zone, folder }: Place, isMoved: boolean): Machines {
  const elsewhere = isMoved ? tmpdir() : null
  const [first, second] = ['America/St_Johns', 'Pacific/Kiritimati', 'Asia/Kathmandu'].filter((it) => it !== zone)
  return {
    here: { env: zone === null ? {} : { TZ: zone }, folder: isMoved ? folder : null },
    others: [
      { env: { TZ: first, LC_ALL: 'de_DE.UTF-8' }, folder: elsewhere },
      { env: { TZ: second, LC_ALL: 'hi_IN.UTF-8' }, folder: elsewhere },
    ],
  }
}
