/** `crypto.subtle`: what is random by its value, everything else by its place in the order. */
import crypto from 'node:crypto'
import { backgroundPromise } from '../../gate/background.ts'
import { defineCall, type CallOps } from '../../gate/gate.ts'
import type { Context } from '../boundary.ts'
import { pack, prepareKeys, unpack } from './results.ts'
import type { AnyFn } from './wrap.ts'

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>

const orderedOps = defineCall('crypto.subtle', ['text'], [], ['method'])
const randomOps = defineCall('crypto.subtleRandom', ['text'], ['uint', 'value'], ['method'])

/** Methods that are random, given the type of a key among their arguments; `null` stands for always. */
const RANDOM: Record<string, null | { readonly at: number; readonly type: crypto.KeyObjectType }> = {
  generateKey: null,
  encapsulateBits: null,
  encapsulateKey: null,
  // RSA-OAEP; a secret key encrypts with the nonce that it is given.
  encrypt: { at: 1, type: 'public' },
  wrapKey: { at: 2, type: 'public' },
  sign: { at: 1, type: 'private' },
}

export function installSubtle({ gate, patches }: Context): void {
  const prototype = Object.getPrototypeOf(crypto.webcrypto.subtle) as Record<string, Method>
  for (const key of Object.getOwnPropertyNames(prototype)) {
    if (key === 'constructor') continue
    patches.method(
      'crypto',
      prototype,
      key,
      ((original: Method): AnyFn =>
        function (this: unknown, ...args: unknown[]) {
          const start = (): Promise<unknown> => Reflect.apply(original, this, args)
          if (!gate.open) return start()
          if (!isRandom(key, args)) return backgroundPromise(gate, orderedOps, [key], start)
          if (!gate.performs) prepareKeys()
          return backgroundPromise(gate, randomOps as CallOps, [key], start, pack, unpack)
        }) as never,
    )
  }
}

function isRandom(method: string, args: readonly unknown[]): boolean {
  const when = RANDOM[method]
  if (!when) return when === null
  const key = args[when.at]
  return typeof key === 'object' && key !== null && (key as { type?: unknown }).type === when.type
}
