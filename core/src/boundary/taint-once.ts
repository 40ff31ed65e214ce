/** Notes that the program reached something that can't be replayed: each reason once, at the first use. */
import type { Gate } from '../gate/gate.ts'

const noted = new WeakMap<Gate, Set<string>>()

/** Taints the recording, unless it has this reason already or the program isn't what runs. */
export function taintOnce(gate: Gate, reason: string): void {
  if (!gate.open) return
  let reasons = noted.get(gate)
  if (!reasons) noted.set(gate, (reasons = new Set()))
  if (reasons.has(reason)) return
  reasons.add(reason)
  gate.taint(reason)
}
