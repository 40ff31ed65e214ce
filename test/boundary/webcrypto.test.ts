import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const PRELUDE = `
  const { subtle } = globalThis.crypto
  const hex = (bytes) => Buffer.from(bytes).toString('hex')
  const data = Buffer.from('data')
  const main = async (run) => { try { await run() } catch (error) { console.log('failed', error) } }
`

test('generated keys of every kind work, and are those of the recording', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      main(async () => {
        const ec = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
        console.log(ec, ec.privateKey instanceof CryptoKey)
        const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, ec.privateKey, data)
        console.log(hex(signature), await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, ec.publicKey, signature, data))
        const aes = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
        console.log(hex(await subtle.exportKey('raw', aes)), structuredClone(aes))
        const sealed = await subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, data)
        console.log(hex(await subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, sealed)))
        const hmac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
        console.log(hmac, hex(await subtle.sign('HMAC', hmac, data)))
        const rsa = { name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' }
        const { publicKey, privateKey } = await subtle.generateKey(rsa, false, ['encrypt', 'decrypt', 'wrapKey'])
        const wrapped = await subtle.wrapKey('raw', aes, publicKey, 'RSA-OAEP')
        console.log(hex(wrapped), publicKey)
        console.log(String(Buffer.from(await subtle.decrypt('RSA-OAEP', privateKey, await subtle.encrypt('RSA-OAEP', publicKey, data)))))
      })`,
  })
  expect(printed).not.toContain('failed')
})

test('digests are delivered in the recorded order', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      for (const size of [5_000_000, 1, 100_000, 2]) {
        subtle.digest('SHA-512', Buffer.alloc(size)).then((digest) => console.log(size, hex(digest)))
      }
      subtle.importKey('raw', Buffer.alloc(16), 'AES-CBC', true, ['encrypt']).then((key) => console.log(key))
      setImmediate(() => console.log('immediate'))
      process.nextTick(() => console.log('tick'))`,
  })
  expect(printed.match(/^\d+ /gm)).toHaveLength(4)
})

test('refusals come at the same point of the turn, as the same errors', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      const wrong = [
        () => subtle.generateKey('nope', true, ['sign']), () => subtle.digest('SHA-1'), () => subtle.sign('HMAC', 3, data),
        () => subtle.importKey('raw', new Uint8Array(3), 'AES-CBC', true, ['encrypt']),
        () => subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, []),
      ]
      for (const call of wrong) call().catch((error) => console.log(error.name, error.constructor.name, error.message))
      let turn = Promise.resolve()
      for (let i = 0; i < 8; i++) turn = turn.then(() => console.log('microtask', i))
      process.nextTick(() => console.log('tick'))`,
  })
  expect(printed).toContain('NotSupportedError DOMException')
})

test('a rejection that nobody handles ends the program', () => {
  const printed = expectSameReplay({
    source: `
      process.on('exit', (code) => console.log('exit', code))
      process.on('unhandledRejection', (error) => { console.log('unhandled', error.name); process.exitCode = 3 })
      crypto.subtle.digest('nope', Buffer.alloc(1))
      WebAssembly.compile(Buffer.from('nonsense'))`,
  })
  expect(printed.trim().split('\n').sort()).toEqual(['exit 3', 'unhandled CompileError', 'unhandled NotSupportedError'])
})
