/** Completions of what a handle was asked for: Node calls `oncomplete` of the request. */
import type { Gate } from '../../gate/gate.ts'
import type { Op } from '../../tape/op.ts'
import { callAs } from '../call-as.ts'

export interface Request {
  oncomplete: (this: unknown, ...args: unknown[]) => unknown
  async?: boolean
}

/** What stands in the place of an `oncomplete`: notes the status before it reaches Node. */
export function completing(gate: Gate, op: Op, id: number, oncomplete: Request['oncomplete']): Request['oncomplete'] {
  return function (this: unknown, ...args: unknown[]) {
    // It may come while an original runs, and what it calls is the program's.
    const { inside } = gate
    gate.inside = 0
    try {
      gate.delivery(op, id, args[0])
      return callAs(this, 'oncomplete', oncomplete, args)
    } finally {
      gate.inside = inside
    }
  }
}
