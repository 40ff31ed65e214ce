/** `crypto.subtle`: what is random by its value, everything else by its place in the order. */
import crypto from 'node:crypto'
import { backgroundPromise } from '../../gate/background.ts'
import { defineCall, type Gate } from '../../gate/gate.ts'
import { originalThen } from '../../originals.ts'
import type { Context } from '../boundary.ts'
import { canLockKeys, lockKeys, pack, prepareKeys, unpack } from './results.ts'
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
          if (!gate.performs) {
            prepareKeys()
            warnAgain(gate, start)
          }
          const isLocked = canLockKeys && key === 'generateKey' && args[1] === false
          return backgroundPromise(
            gate,
            randomOps,
            [key],
            isLocked ? () => generateLocked(original, this, args) : start,
            pack,
            unpack,
          )
        }) as never,
    )
  }
}

/** Lets Node warn of an experimental algorithm as it did; what comes of the call is not looked at. */
function warnAgain(gate: Gate, start: () => Promise<unknown>): void {
  const nothing = (): void => {}
  gate.inside++
  void Reflect.apply(originalThen, start(), [nothing, nothing])
  gate.inside--
}

/** Generates keys that the program can't extract, but the tape can hold. */
function generateLocked(original: Method, self: unknown, args: readonly unknown[]): Promise<unknown> {
  const open = Reflect.apply(original, self, args.with(1, true))
  return Reflect.apply(originalThen as never, open, [lockKeys])
}

function isRandom(method: string, args: readonly unknown[]): boolean {
  const when = RANDOM[method]
  if (!when) return when === null
  const key = args[when.at]
  return typeof key === 'object' && key !== null && (key as { type?: unknown }).type === when.type
}
