import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const PRELUDE = `
  const crypto = require('node:crypto')
  const hex = (bytes) => Buffer.from(bytes.buffer ?? bytes, bytes.byteOffset, bytes.byteLength).toString('hex')
  const print = (...values) => console.log(...values)
`

test('random bytes, numbers and identifiers are those of the recording', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      const own = crypto.randomBytes(8)
      print(hex(own), own.buffer.byteLength, crypto.randomInt(1e9), crypto.randomUUID(), globalThis.crypto.randomUUID())
      const filled = new Uint32Array(4)
      print(crypto.randomFillSync(filled, 1, 2) === filled, filled)
      print(crypto.getRandomValues(new Uint16Array(3)), crypto.webcrypto.getRandomValues(new Uint8Array(3)))
      crypto.randomBytes(4, (error, bytes) => print('bytes', error, hex(bytes)))
      crypto.randomFill(Buffer.alloc(6), 2, 2, (error, bytes) => print('fill', error, bytes))
      crypto.randomFill(Buffer.alloc(0), (error, bytes) => print('empty', error, bytes))
      for (let i = 0; i < 3; i++) crypto.randomInt(100, (error, n) => print('int', error, n))
      print('asked')`,
  })
  expect(printed).toMatch(/^[0-9a-f]{16} 8 \d+ \S{36} \S{36}\ntrue Uint32Array\(4\) \[ 0, \d+, \d+, 0 \]/)
  expect(printed).toMatch(/empty null <Buffer >\nasked/)
})

test('generated keys, primes and agreements are those of the recording', () => {
  expectSameReplay({
    source: `${PRELUDE}
      const pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
      print(pair.publicKey.export({ format: 'jwk' }), pair.privateKey.type)
      const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' }
      print(pair.privateKey.export(locked))
      crypto.generateKeyPair('ed25519', { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: locked },
        (error, publicKey, privateKey) => print('pair', error, hex(publicKey), privateKey))
      require('node:util').promisify(crypto.generateKeyPair)('x25519').then((keys) => print(Object.keys(keys), keys))
      crypto.generateKey('aes', { length: 128 }, (error, key) => print('key', error, hex(key.export())))
      crypto.generatePrime(64, { bigint: true }, (error, prime) => print('prime', error, prime))
      print(hex(crypto.generatePrimeSync(32)), crypto.createECDH('secp256k1').generateKeys('hex', 'compressed'))
      for (const group of [crypto.createDiffieHellman(512), crypto.getDiffieHellman('modp14'), new crypto.DiffieHellman(512)]) {
        const key = group.generateKeys('hex')
        print(key === group.getPublicKey('hex'), group.getPrime('hex'), group.getPrivateKey('hex').slice(0, 40), group.constructor.name)
      }`,
  })
})

test('random signatures and ciphertexts are those of the recording', () => {
  expectSameReplay({
    source: `${PRELUDE}
      const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const data = Buffer.from('data')
      print(hex(crypto.sign('sha256', data, privateKey)), crypto.createSign('sha256').update(data).sign(privateKey, 'base64'))
      crypto.sign('sha256', data, privateKey, (error, signature) => {
        print(hex(signature))
        crypto.verify('sha256', data, publicKey, signature, (error, ok) => print('verified', error, ok))
      })
      const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 })
      const sealed = crypto.publicEncrypt(rsa.publicKey, data)
      print(hex(sealed), String(crypto.privateDecrypt(rsa.privateKey, sealed)))`,
  })
})

test('work that only takes its time is delivered in the recorded order', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      for (const [i, cost] of [4096, 16, 2048, 64].entries()) {
        crypto.scrypt('password', 'salt', 16, { N: cost }, (error, key) => {
          print('scrypt', i, hex(key))
          process.nextTick(print, 'tick', i)
          Promise.resolve(i).then((i) => print('microtask', i))
        })
      }
      for (const rounds of [20000, 10]) crypto.pbkdf2('p', 's', rounds, 16, 'sha512', (error, key) => print('pbkdf2', rounds, hex(key)))
      crypto.hkdf('sha256', 'key', 'salt', 'info', 16, (error, key) => print('hkdf', hex(key)))
      crypto.checkPrime(2n ** 61n - 1n, (error, is) => print('prime', is))`,
  })
  expect(printed.match(/scrypt/g)).toHaveLength(4)
})

test('completions keep the async context of their call', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      const { AsyncLocalStorage } = require('node:async_hooks')
      const storage = new AsyncLocalStorage()
      storage.run('bytes', () => crypto.randomBytes(4, () => print(storage.getStore())))
      storage.run('scrypt', () => crypto.scrypt('a', 'b', 8, () => print(storage.getStore())))
      storage.run('digest', () => crypto.subtle.digest('SHA-1', Buffer.alloc(1)).then(() => print(storage.getStore())))
      storage.run('zlib', () => require('node:zlib').gzip('x', () => print(storage.getStore())))`,
  })
  expect(printed.trim().split('\n').sort()).toEqual(['bytes', 'digest', 'scrypt', 'zlib'])
})

test('wrong arguments are refused as Node refuses them', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      const wrong = [
        () => crypto.randomBytes(-1), () => crypto.randomBytes(1, 'x'), () => crypto.randomInt(0), () => crypto.scrypt(),
        () => crypto.generateKeyPair('nope', () => {}), () => crypto.getRandomValues(new Float32Array(1)),
        () => crypto.sign('sha256', 'x'), () => crypto.createDiffieHellman('x'), () => crypto.pbkdf2('a', 'b', 1, 1, 'nope', () => {}),
      ]
      for (const call of wrong) try { print(call()) } catch (error) { print(error.name, error.code, error.constructor.name, error.message) }`,
  })
  expect(printed).toMatch(/RangeError ERR_OUT_OF_RANGE/)
  expect(printed).toMatch(/TypeMismatchError 17 DOMException/)
})
