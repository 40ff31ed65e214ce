/** Diffie-Hellman: the keys that an object makes for itself, and primes that are made for it. */
import crypto from 'node:crypto'
import type { Context } from '../boundary.ts'
import { disguise } from '../patches.ts'
import { ownBuffer } from './results.ts'
import { randomValue, valueOp, type AnyFn } from './wrap.ts'

type Methods = Record<string, AnyFn>
type Make = (this: unknown, ...args: unknown[]) => crypto.DiffieHellman

interface KeyPair {
  readonly privateKey: Buffer
  readonly publicKey: Buffer
}

const opPrime = valueOp('createDiffieHellman')

export function installAgreement(context: Context): void {
  installKeys(context, 'DiffieHellman', crypto.DiffieHellman.prototype)
  installKeys(context, 'DiffieHellmanGroup', crypto.DiffieHellmanGroup.prototype)
  installKeys(context, 'ECDH', crypto.ECDH.prototype)
  installPrimes(context)
}

/** `generateKeys` leaves the keys in the object, where the replay puts the recorded ones. */
function installKeys({ gate, patches }: Context, name: string, prototype: object): void {
  const op = valueOp(`${name}.generateKeys`)
  const { setPrivateKey, setPublicKey } = crypto.DiffieHellman.prototype
  const { getPrivateKey, getPublicKey } = prototype as crypto.ECDH
  patches.method(
    'crypto',
    prototype as Methods,
    'generateKeys',
    ((original: AnyFn) =>
      function generateKeys(this: crypto.ECDH, ...args: unknown[]) {
        const make = (): unknown => Reflect.apply(original, this, args)
        if (!gate.open) return make()
        const keep = (): KeyPair => ({
          privateKey: Reflect.apply(getPrivateKey, this, []) as unknown as Buffer,
          publicKey: Reflect.apply(getPublicKey, this, []) as unknown as Buffer,
        })
        const restore = (kept: unknown): unknown => {
          const { privateKey, publicKey } = kept as KeyPair
          Reflect.apply(setPrivateKey, this, [privateKey])
          // An elliptic curve's public key follows from the private one.
          if (name !== 'ECDH') Reflect.apply(setPublicKey, this, [publicKey])
          return Reflect.apply(getPublicKey as AnyFn, this, args)
        }
        return randomValue(gate, op, make, keep, restore)
      }) as never,
  )
}

/** A group by its size has a prime made for it, which takes a while and is random. */
function installPrimes({ gate, patches }: Context): void {
  const wrap = (original: Make): Make => {
    const made = (args: unknown[]): crypto.DiffieHellman => {
      const [size, ...rest] = args
      const make = (prime: unknown): crypto.DiffieHellman => Reflect.apply(original, undefined, [prime, ...rest])
      if (!gate.open || typeof size !== 'number') return make(size)
      return randomValue(
        gate,
        opPrime,
        () => make(size),
        (it) => (it as crypto.DiffieHellman).getPrime(),
        (prime) => make(ownBuffer(prime as Buffer)),
      ) as crypto.DiffieHellman
    }
    return function (this: unknown, ...args: unknown[]) {
      return made(args)
    }
  }
  const target = crypto as unknown as Record<string, Make>
  patches.method('crypto', target, 'createDiffieHellman', wrap as never)
  const { DiffieHellman } = crypto as unknown as { DiffieHellman: Make & { prototype: { constructor: unknown } } }
  const Wrapped = wrap(DiffieHellman)
  disguise(Wrapped, DiffieHellman)
  patches.property('crypto', target, 'DiffieHellman', { value: Wrapped, writable: true, enumerable: true })
  patches.property('crypto', DiffieHellman.prototype, 'constructor', { value: Wrapped, writable: true })
}
