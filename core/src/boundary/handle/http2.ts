/**
 * A session of HTTP/2 takes its connection's handle to the native side, where none of its bytes can be seen. Of a client
 * a gate is told before: Node asks then whether the handle is a native stream at all.
 */
import { callSites } from '../../call-sites.ts'
import { defineOp } from '../../tape/op.ts'
import type { Handle } from './classes.ts'
import type { StreamSupport } from './support.ts'

const opTaken = defineOp({ name: 'http2.taken', kind: 'mark', target: true, fields: [] })

/** Node's code for HTTP/2, and what the property is read by. */
const FRAMES = 6

export function watchHttp2(
  { context: { gate, patches }, handles }: StreamSupport,
  owner: string,
  prototype: object,
): void {
  if (gate.mode !== 'mixed') return
  patches.property(owner, prototype, 'isStreamBase', {
    get(this: Handle) {
      if (this !== prototype && isAskedByHttp2()) gate.note(opTaken, handles.stateOf(this).id, [])
      return true
    },
  })
}

/** Servers of HTTP/1 and TLS ask it too. */
function isAskedByHttp2(): boolean {
  return callSites(FRAMES).some((frame) => frame.getFileName()?.startsWith('node:internal/http2/'))
}
