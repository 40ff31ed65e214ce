/** Random bytes, numbers, identifiers, keys and primes; and what is random in signing and encrypting. */
import crypto from 'node:crypto'
import type { Context } from '../boundary.ts'
import { ownBuffer } from './results.ts'
import { asIs, random, randomValue, valueOp, type AnyFn, type Kept } from './wrap.ts'

type Methods = Record<string, AnyFn>

/** Functions that give a random result at once, or to a callback. */
const RANDOM = [
  'generateKey',
  'generateKeySync',
  'generateKeyPair',
  'generateKeyPairSync',
  'generatePrime',
  'generatePrimeSync',
  'sign',
  'publicEncrypt',
  'encapsulate',
]

/** The memory that a buffer, or a part of it, stands for. */
function region(args: readonly unknown[]): Uint8Array {
  const [buffer, offset, size] = args as [ArrayBufferView | ArrayBuffer, unknown, unknown]
  const unit = (buffer as Uint8Array).BYTES_PER_ELEMENT || 1
  const from = typeof offset === 'number' ? offset * unit : 0
  const length = typeof size === 'number' ? size * unit : buffer.byteLength - from
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset + from, length)
    : new Uint8Array(buffer, from, length)
}

/** What was filled into a buffer of the program's. */
const REGION: Kept = {
  field: 'bytes',
  keep: (_made, args) => Buffer.from(region(args)),
  restore: (kept, args) => {
    region(args).set(kept as Buffer)
    return args[0]
  },
}

const BYTES: Kept = { field: 'bytes', keep: asIs, restore: (kept) => ownBuffer(kept as Buffer) }
const TEXT: Kept = { field: 'text', keep: asIs, restore: asIs }
const NUMBER: Kept = { field: 'int', keep: asIs, restore: asIs }

/** Functions that are called often: of these the tape keeps no more than it must. */
const PLAIN: Readonly<Record<string, Kept>> = {
  randomBytes: BYTES,
  pseudoRandomBytes: BYTES,
  prng: BYTES,
  rng: BYTES,
  randomInt: NUMBER,
  randomUUID: TEXT,
  randomUUIDv7: TEXT,
  randomFill: REGION,
  randomFillSync: REGION,
}

export function installRandom({ gate, patches }: Context): void {
  const target = crypto as unknown as Methods
  const patch = (key: string, wrap: (original: AnyFn) => AnyFn): void =>
    patches.method('crypto', target, key, wrap as never)
  for (const key of RANDOM) patch(key, (original) => random(gate, key, original))
  for (const [key, kept] of Object.entries(PLAIN)) patch(key, (original) => random(gate, key, original, kept))

  const web = Object.getPrototypeOf(crypto.webcrypto) as Methods
  patches.method('crypto', web, 'getRandomValues', ((original: AnyFn) =>
    random(gate, 'getRandomValues', original, REGION)) as never)
  patches.method('crypto', web, 'randomUUID', ((original: AnyFn) =>
    random(gate, 'webRandomUUID', original, TEXT)) as never)

  const prototypes: [string, object, string][] = [
    ['Sign', crypto.Sign.prototype, 'sign'],
    // An export under a passphrase has a random salt.
    ['KeyObject', privateKeyPrototype(), 'export'],
  ]
  for (const [name, prototype, key] of prototypes) {
    const op = valueOp(`${name}.${key}`)
    patches.method(
      'crypto',
      prototype as Methods,
      key,
      ((original: AnyFn) =>
        function (this: unknown, ...args: unknown[]) {
          const make = (): unknown => Reflect.apply(original, this, args)
          return gate.open && isRandom(key, args) ? randomValue(gate, op, make) : make()
        }) as never,
    )
  }
}

function isRandom(key: string, [options]: readonly unknown[]): boolean {
  return key !== 'export' || (options as { cipher?: unknown } | undefined)?.cipher !== undefined
}

/** The class of private keys, which nothing exports: reached through a key (any will do; this is Ed25519). */
function privateKeyPrototype(): object {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)])
  const key = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return Object.getPrototypeOf(key) as object
}
