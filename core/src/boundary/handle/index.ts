/** Handles: everything that Node reaches through a native object with a place in the event loop. */
import type { Boundary, Context } from '../boundary.ts'
import { installChildren } from './child.ts'
import { childClasses, jsStreamClass, type JSStream } from './classes.ts'
import { installIpc } from './ipc.ts'
import { installSockets } from './socket.ts'
import { OriginalWeakMap } from '../../originals.ts'
import { Listener } from './read.ts'
import { Handles } from './state.ts'
import { installStdio } from './stdio.ts'
import { receiveStreams } from './stream.ts'
import type { StreamSupport } from './support.ts'
import { installTls } from './tls.ts'
import { installUdp } from './udp.ts'

export const handles: Boundary = {
  name: 'handles',
  install(context) {
    const support = supportFor(context)
    const { Process, Pipe } = childClasses()
    installStdio(support, Pipe)
    installSockets(support, Pipe)
    installChildren(support, Process)
    installIpc(support)
    installTls(support)
    installUdp(support)
    receiveStreams(support)
  },
}

/** Connections alone: what a test has of the outside, while the process that it runs in goes on as it is. */
export const connections: Boundary = {
  name: 'connections',
  install(context) {
    const support = supportFor(context)
    installSockets(support, childClasses().Pipe)
    installTls(support)
    receiveStreams(support)
  },
}

function supportFor(context: Context): StreamSupport {
  const { gate } = context
  const its = new Handles(gate)
  let JSStreamClass: (new () => JSStream) | null = null
  return {
    context,
    handles: its,
    listener: new Listener(gate, its),
    lowers: new OriginalWeakMap(),
    makeFeeder() {
      gate.inside++
      JSStreamClass ??= jsStreamClass()
      const feeder = new JSStreamClass()
      gate.inside--
      return feeder
    },
  }
}
