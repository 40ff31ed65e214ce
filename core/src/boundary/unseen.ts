/**
 * Work that begins, and that nothing which Node lists (`process.getActiveResourcesInfo`) shows while it is under way:
 * messages between ports, jobs of `zlib`; those of `crypto` are counted where they are gated. The replay of a test knows
 * by that count that the loop has to turn.
 */
import { BroadcastChannel, MessagePort } from 'node:worker_threads'
import zlib from 'node:zlib'
import { beginUnseen } from '../gate/unseen-work.ts'
import type { Boundary } from './boundary.ts'

type Method = (this: unknown, ...args: unknown[]) => unknown

export const unseen: Boundary = {
  name: 'unseen',
  install({ patches }) {
    const count = (target: object, key: string): void =>
      patches.method('unseen', target as Record<string, Method>, key, (original: Method): Method => {
        return function counted(this: unknown, ...args) {
          beginUnseen()
          return Reflect.apply(original, this, args)
        }
      })
    count(MessagePort.prototype, 'postMessage')
    count(BroadcastChannel.prototype, 'postMessage')
    // All streams of zlib come by the base of their classes, and so do its functions with callbacks.
    count(Object.getPrototypeOf(Object.getPrototypeOf(zlib.Gunzip.prototype)) as object, '_transform')
  },
}
