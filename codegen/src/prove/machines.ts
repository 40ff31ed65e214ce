/** Other machines, as far as a test can tell one from another: by its time zone and its language. */

export interface Machines {
  /** As the recorded one was. */
  readonly here: NodeJS.ProcessEnv
  /** Two that lie on either side of it, half a day and half an hour away. */
  readonly others: readonly [NodeJS.ProcessEnv, NodeJS.ProcessEnv]
}

/** @param zone - in which it was recorded, where that is known */
export function machinesFor(zone: string | null): Machines {
  const [first, second] = ['America/St_Johns', 'Pacific/Kiritimati', 'Asia/Kathmandu'].filter((it) => it !== zone)
  return {
    here: zone === null ? {} : { TZ: zone },
    others: [
      { TZ: first, LC_ALL: 'de_DE.UTF-8' },
      { TZ: second, LC_ALL: 'hi_IN.UTF-8' },
    ],
  }
}
