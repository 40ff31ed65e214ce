import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const PRELUDE = `
  const zlib = require('node:zlib')
  const { randomBytes, createHash } = require('node:crypto')
  const hash = (bytes) => createHash('sha1').update(bytes).digest('hex')
`

test('compressions of many sizes come in the recorded order', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      for (const size of [300_000, 10, 90_000, 1]) {
        const bytes = randomBytes(size)
        zlib.gzip(bytes, (error, zipped) => {
          console.log('gzip', size, hash(zipped))
          zlib.gunzip(zipped, (error, again) => console.log('gunzip', size, again.equals(bytes)))
        })
        zlib.brotliCompress(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } }, (error, made) => console.log('brotli', size, hash(made)))
        zlib.zstdCompress?.(bytes, (error, made) => console.log('zstd', size, hash(made)))
      }`,
  })
  expect(printed.match(/gunzip \d+ true/g)).toHaveLength(4)
})

test('a stream is written, flushed, re-parametrised and ended as it was', () => {
  expectSameReplay({
    source: `${PRELUDE}
      const gzip = zlib.createGzip({ chunkSize: 1024 })
      gzip.on('data', (chunk) => console.log('data', chunk.length)).on('end', () => console.log('end', gzip.bytesWritten))
      for (let i = 0; i < 5; i++) gzip.write(randomBytes(5000), () => console.log('written', i))
      gzip.flush(() => console.log('flushed'))
      gzip.params(9, zlib.constants.Z_DEFAULT_STRATEGY, () => { console.log('params'); gzip.end('end') })`,
  })
})

test('streams in a pipeline with back-pressure give the same chunks', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      const { Readable, Writable, pipeline } = require('node:stream')
      const parts = Array.from({ length: 20 }, () => randomBytes(20_000))
      const slow = new Writable({ highWaterMark: 4096, write(chunk, encoding, done) { console.log(hash(chunk)); setTimeout(done, 1) } })
      pipeline(Readable.from(parts), zlib.createDeflate(), zlib.createInflate(), slow, (error) => console.log('done', error))`,
  })
  expect(printed).toMatch(/done undefined\n$/)
})

test('damaged and cut-off input fails as it did', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      zlib.gunzip(Buffer.from('nonsense'), (error) => console.log('one', error.code))
      zlib.inflate(zlib.deflateSync(randomBytes(1000)).subarray(0, 500), (error) => console.log('two', error.code))
      zlib.brotliDecompress(Buffer.from('nonsense'), (error) => console.log('three', error.code))
      zlib.createGunzip().on('error', (error) => console.log('four', error.code)).end('nonsense')`,
  })
  expect(printed.split('\n').sort().filter(Boolean)).toEqual([
    'four Z_DATA_ERROR',
    'one Z_DATA_ERROR',
    expect.stringMatching(/^three ERR_/),
    'two Z_BUF_ERROR',
  ])
})

test('a stream that is closed in the middle of a write closes', () => {
  const printed = expectSameReplay({
    source: `${PRELUDE}
      const deflate = zlib.createDeflate()
      deflate.on('close', () => console.log('close')).on('data', () => console.log('data'))
      deflate.write(randomBytes(500_000), (error) => console.log('written', error?.code))
      deflate.close(() => console.log('closed'))
      setTimeout(() => console.log('later'), 50)`,
  })
  expect(printed).toContain('close\n')
})
