/** Which events belong to what is followed in a replay. */
import type { Part, Probe } from '@retrace/core/recordings'
import type { Debuggee } from './debuggee.ts'
import type { RemoteObject } from './protocol.ts'

type Followed = ReturnType<Probe['follow']>

/** @param followed - in the program: what the probe has given where it was asked to follow something */
export async function partOf(debuggee: Debuggee, followed: RemoteObject): Promise<Part> {
  const { own, near, asked } = await debuggee.call<Record<keyof Part, number[]>>(
    function (this: Pick<Probe, 'asked'>, its: Followed) {
      return { own: [...its.own], near: [...its.near], asked: [...this.asked] }
    },
    [followed],
  )
  return { own: new Set(own), near: new Set(near), asked: new Set(asked) }
}
