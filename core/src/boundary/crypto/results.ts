/**
 * Results of `crypto` as they stand on the tape: keys by what they hold. A private key that the program generates is on
 * the tape, as it must be for the program to run again; it is protected as the recording is.
 */
import crypto, { KeyObject } from 'node:crypto'
import * as types from 'node:util/types'

type CryptoKey = crypto.webcrypto.CryptoKey

/** The property that marks a key on the tape. */
const KIND = '@retrace.key'

interface PackedKey {
  readonly [KIND]: 'KeyObject' | 'CryptoKey'
  readonly type: crypto.KeyObjectType
  readonly data: Buffer
  /** Of a CryptoKey: what else it has. */
  readonly algorithm?: unknown
  readonly extractable?: boolean
  readonly usages?: string[]
  /** Whether Node was kept from warning of the look into it, which uses up the one warning that it gives. */
  readonly quiet?: boolean
}

interface MissingKey {
  readonly [KIND]: 'missing'
  readonly why: string
}

/** A result, or the properties of a result, with keys replaced by what they hold. */
export function pack(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(pack)
  if (typeof result !== 'object' || result === null) return result
  if (types.isKeyObject(result)) return packKey(() => packKeyObject(result))
  if (types.isCryptoKey(result)) return packKey(() => packCryptoKey(result))
  return isPlain(result) ? mapProperties(result, pack) : result
}

/** The result again. */
export function unpack(packed: unknown): unknown {
  if (Array.isArray(packed)) return packed.map(unpack)
  if (Buffer.isBuffer(packed)) return ownBuffer(packed)
  if (typeof packed !== 'object' || packed === null) return packed
  if (KIND in packed) return importKey(packed as PackedKey | MissingKey)
  return isPlain(packed) ? mapProperties(packed, unpack) : packed
}

function packKeyObject(key: KeyObject): PackedKey {
  return { [KIND]: 'KeyObject', type: key.type, data: exportKey(key) }
}

function packCryptoKey(key: CryptoKey): PackedKey {
  const { type, algorithm, extractable, usages } = key
  const quiet = !extractable && !held.has(key)
  const data = exportKey(held.get(key) ?? lookInto(key))
  return { [KIND]: 'CryptoKey', type, data, algorithm: { ...algorithm }, extractable, usages: [...usages], quiet }
}

/** A key that tells nothing of what it holds must not stop the program while it is recorded. */
function packKey(make: () => PackedKey): PackedKey | MissingKey {
  try {
    return make()
  } catch (error) {
    return { [KIND]: 'missing', why: String(error) }
  }
}

/** As `crypto` gives buffers: over memory of their own. */
export function ownBuffer(bytes: Uint8Array): Buffer {
  const own = Buffer.from(new ArrayBuffer(bytes.length))
  own.set(bytes)
  return own
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function mapProperties(from: object, map: (value: unknown) => unknown): object {
  const to = Object.create(Object.getPrototypeOf(from) as object | null) as Record<string, unknown>
  for (const [key, value] of Object.entries(from)) to[key] = map(value)
  return to
}

function exportKey(key: KeyObject): Buffer {
  const before = Object.getOwnPropertySymbols(key)
  const data = exportAs(key)
  // Node 20 and 22 note in the key what they found out to export it, and print it with the key.
  for (const symbol of Object.getOwnPropertySymbols(key)) {
    if (!before.includes(symbol)) Reflect.deleteProperty(key, symbol)
  }
  return data
}

function exportAs(key: KeyObject): Buffer {
  if (key.type === 'secret') return key.export()
  return key.type === 'private'
    ? key.export({ format: 'der', type: 'pkcs8' })
    : key.export({ format: 'der', type: 'spki' })
}

/** What keys hold that tell nothing of it themselves. */
const held = new WeakMap<CryptoKey, KeyObject>()

/**
 * Keys that were generated extractable, made as the program has asked for them: Node 24 and later warn of looking into
 * a non-extractable key, which the program hasn't deserved.
 */
export function lockKeys(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result
  if (types.isCryptoKey(result)) return lockKey(result)
  const several = result as Record<string, unknown>
  for (const [name, it] of Object.entries(several)) if (types.isCryptoKey(it)) several[name] = lockKey(it)
  return several
}

/** Whether `lockKeys` works. */
export const canLockKeys: boolean = 'toCryptoKey' in KeyObject.prototype

function lockKey(open: CryptoKey): CryptoKey {
  if (open.type === 'public') return open
  const keyObject: Converts = KeyObject.from(open)
  const locked = keyObject.toCryptoKey?.(open.algorithm, false, open.usages) as CryptoKey
  held.set(locked, keyObject)
  return locked
}

/** Of some kinds (a shared key for HKDF) there is no extractable form. */
function lookInto(key: CryptoKey): KeyObject {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return KeyObject.from(key)
  } finally {
    process.emitWarning = emitWarning
  }
}

function importKey(packed: PackedKey | MissingKey): KeyObject | CryptoKey {
  if (packed[KIND] === 'missing') throw new TypeError(`The recording lacks a key: ${packed.why}`)
  const { type, data: key } = packed
  const keyObject =
    type === 'secret'
      ? crypto.createSecretKey(key)
      : type === 'private'
        ? crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' })
        : crypto.createPublicKey({ key, format: 'der', type: 'spki' })
  if (packed[KIND] === 'KeyObject') return keyObject
  const cryptoKey = cryptoKeyOf(keyObject, packed)
  if (packed.quiet) lookInto(cryptoKey)
  return cryptoKey
}

interface Converts extends KeyObject {
  /** From Node 22 on; there it gives the properties of an algorithm in another order. */
  toCryptoKey?(algorithm: unknown, extractable: boolean, usages: string[]): CryptoKey
}

function cryptoKeyOf(keyObject: Converts, { algorithm, extractable, usages }: PackedKey): CryptoKey {
  if (canLockKeys && keyObject.toCryptoKey)
    return keyObject.toCryptoKey(algorithm, extractable as boolean, usages as string[])
  if (!template) throw new TypeError('prepareKeys has not been called')
  return cloneKey(template, { keyObject, algorithm, extractable, usages })
}

const { subtle } = crypto.webcrypto
/** As it is before it is patched. */
const { importKey: originalImportKey } = subtle

let template: CryptoKey | undefined

/**
 * Sees to it that `unpack` can make CryptoKeys. Before Node 24 nothing makes one at once, as it was; but a clone of one is made
 * from what the key says of itself, and any key will do to say it.
 */
export function prepareKeys(): void {
  if (template || canLockKeys) return
  Reflect.apply(originalImportKey, subtle, ['raw', new Uint8Array(16), 'AES-CBC', false, ['encrypt']])
    .then((key) => (template = key))
    .catch(() => undefined)
}

function cloneKey(from: CryptoKey, data: object): CryptoKey {
  const symbols = Object.getOwnPropertySymbols(Object.getPrototypeOf(from) as object)
  const kClone = symbols.find((symbol) => symbol.description === 'messaging_clone_symbol') as symbol
  const say = (): object => ({ data, deserializeInfo: 'internal/crypto/keys:InternalCryptoKey' })
  Object.defineProperty(from, kClone, { value: say, configurable: true })
  return structuredClone(from)
}
