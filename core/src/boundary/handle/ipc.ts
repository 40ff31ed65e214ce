/**
 * The channel to a parent process that isn't recorded (`process.send`, `process.on('message')`). Node has opened it
 * before anything else runs. In replay there is no parent: Node's own code sets a channel up again, over nothing.
 */
import childProcess from 'node:child_process'
import { defineOp } from '../../tape/op.ts'
import { findSymbol } from '../node-symbols.ts'
import type { Handle } from './classes.ts'
import type { StreamSupport } from './support.ts'

const opChannel = defineOp({
  name: 'process.channel',
  kind: 'value',
  target: true,
  fields: ['text'],
  labels: ['serialization'],
})

/** No descriptor is opened in replay; Node wants a number. */
const NO_DESCRIPTOR = 3

type ForkChild = (descriptor: number, serialization: string) => void
type Channel = Handle & { onread: () => unknown }

export function installIpc(support: StreamSupport): void {
  const { gate } = support.context
  const { inside } = gate
  // The channel is the program's, though it is found while boundaries are put in place.
  gate.inside = 0
  try {
    const channel = gate.performs ? channelOf(process) : null
    const mode = gate.quiet(opChannel, 0, '', () => (channel ? serializationOf(channel) : ''))
    if (mode === '') return
    if (channel) support.listener.listen(channel as never, support.handles.stateOf(channel))
    else (childProcess as unknown as { _forkChild: ForkChild })._forkChild(NO_DESCRIPTOR, mode)
  } finally {
    gate.inside = inside
  }
}

function channelOf(owner: object): Channel | null {
  const key = findSymbol(owner, 'kChannelHandle')
  return key ? ((owner as Record<symbol, Channel | null>)[key] ?? null) : null
}

/** Node keeps messages that are not complete by another name for each of its two formats. */
function serializationOf(channel: object): string {
  return findSymbol(channel, 'kMessageBuffer') ? 'advanced' : 'json'
}
