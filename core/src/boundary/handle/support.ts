/** What the files of this folder share. */
import type { Context } from '../boundary.ts'
import type { Handle, JSStream } from './classes.ts'
import type { Listener } from './read.ts'
import type { Handles } from './state.ts'

export interface StreamHandle extends Handle {
  onread: (this: unknown, buffer: ArrayBuffer | undefined) => unknown
  readonly bytesRead: number
}

export interface StreamSupport {
  readonly context: Context
  readonly handles: Handles
  /** The number of the TLS handle above each stream that is no socket. */
  readonly lowers: WeakMap<object, number>
  /** Hears what the handles read. */
  readonly listener: Listener
  /** Makes what feeds a handle in replay. */
  makeFeeder(): JSStream
}
