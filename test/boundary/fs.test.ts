import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('files that were read need not be there any more, in any form', () => {
  const printed = expectSameReplay({
    before: { 'input.txt': 'one\ntwo\nthree\n' },
    source: `
      const fs = require('node:fs')
      const input = __dirname + '/input.txt'
      console.log('sync', fs.readFileSync(input, 'utf8').length, fs.readFileSync(input).length, fs.existsSync(input))
      fs.readFile(input, (error, data) => console.log('callback', error, data.toString().length))
      fs.promises.readFile(input, 'latin1').then((text) => console.log('promise', text.length))
      fs.createReadStream(input, { highWaterMark: 5 }).on('data', (chunk) => console.log('chunk', chunk.length))
      ;(async () => {
        const handle = await fs.promises.open(input)
        for await (const line of handle.readLines()) console.log('line', line)
      })()`,
  })
  expect(printed).toContain('sync 14 14 true')
  expect(printed).toContain('callback null 14')
  expect(printed).toContain('promise 14')
  expect(printed.match(/chunk/g)).toHaveLength(3)
  expect(printed).toContain('line three')
})

test('nothing is written, made or removed by a replay', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-test-fs-'))
  try {
    const printed = expectSameReplay({
      source: `
        const fs = require('node:fs')
        const at = (name) => ${JSON.stringify(folder)} + '/' + name
        fs.mkdirSync(at('made/deep'), { recursive: true })
        fs.writeFileSync(at('made/sync'), 'sync')
        fs.appendFileSync(at('made/sync'), Buffer.from('more'))
        fs.createWriteStream(at('made/stream')).end('stream')
        fs.writeFile(at('made/callback'), 'callback', () => fs.copyFile(at('made/callback'), at('copied'), console.log))
        fs.promises.writeFile(at('made/pieces'), (function* () { yield 'a'; yield Buffer.from('b') })())
          .then(() => fs.promises.readFile(at('made/pieces'), 'utf8')).then(console.log)
          .then(() => fs.promises.cp(at('made'), at('copies'), { recursive: true }))
          .then(() => fs.cpSync(at('made'), at('more'), { recursive: true, filter: (from) => !from.endsWith('sync') }))
          .then(() => console.log(fs.readdirSync(at('copies')), fs.readdirSync(at('more'))))
          .then(() => fs.rm(at('copies'), { recursive: true }, console.log))`,
      between() {
        rmSync(folder, { recursive: true })
        mkdirSync(folder)
      },
    })
    expect(printed).toContain(
      `[ 'callback', 'deep', 'pieces', 'stream', 'sync' ] [ 'callback', 'deep', 'pieces', 'stream' ]`,
    )
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('results are instances of the classes that Node gives', () => {
  const printed = expectSameReplay({
    source: `
      const fs = require('node:fs')
      const stats = fs.statSync(__filename)
      console.log(stats instanceof fs.Stats, stats.isFile(), stats.mtime instanceof Date, stats)
      console.log(fs.statSync(__filename, { bigint: true }))
      console.log(fs.statfsSync(__dirname).constructor.name)
      console.log(fs.readdirSync(__dirname, { withFileTypes: true }).map((entry) => [entry instanceof fs.Dirent, entry.name, entry.isFile()]))
      ;(async () => {
        const dir = await fs.promises.opendir(__dirname)
        console.log(dir instanceof fs.Dir, dir.path === __dirname)
        for await (const entry of dir) console.log(entry.name)
        const handle = await fs.promises.open(__filename)
        handle.on('close', () => console.log('close', handle.fd))
        console.log(handle.constructor.name, (await handle.stat()).isFile(), await handle.read(Buffer.alloc(3), 0, 3, 0))
        await handle.close()
        await handle.read(Buffer.alloc(1)).catch((error) => console.log(error.code))
      })()`,
  })
  expect(printed).toContain('true true true Stats {')
  expect(printed).toContain('FileHandle true')
  expect(printed).toContain('close -1')
  expect(printed).toContain('EBADF')
})

test('errors come back as they were, without frames of Retrace', () => {
  const printed = expectSameReplay({
    source: `
      const fs = require('node:fs')
      const show = (error) => console.log(error.stack, { ...error }, error instanceof TypeError)
      try { fs.readFileSync('/missing/file') } catch (error) { show(error) }
      try { fs.readFileSync({}) } catch (error) { show(error) }
      try { fs.readFile('/x') } catch (error) { show(error) }
      fs.rename('/missing/a', '/missing/b', show)
      fs.promises.readlink('/missing/link').catch(show)
      fs.promises.readFile(__filename, { signal: AbortSignal.abort('why') }).catch((error) => console.log(error.name, error.code, error.cause))`,
  })
  expect(printed).toMatch(/code: 'ENOENT'/)
  expect(printed).toContain("dest: '/missing/b'")
  expect(printed).toContain('AbortError ABORT_ERR why')
  expect(printed).not.toMatch(/core\/(?:dist|src)/)
})

test('what is read goes into the buffers of the program', () => {
  const printed = expectSameReplay({
    before: { 'input.txt': '0123456789' },
    source: `
      const fs = require('node:fs')
      const { promisify } = require('node:util')
      const fd = fs.openSync(__dirname + '/input.txt')
      const show = (...given) => console.log(...given.map((it) => (ArrayBuffer.isView(it) ? Buffer.from(it.buffer, it.byteOffset, it.byteLength).toString('latin1').replaceAll('\\0', '.') : it)))
      const one = Buffer.alloc(8)
      show(fs.readSync(fd, one, 2, 4, 1), one)
      const pieces = [new Uint8Array(3), new Uint8Array(4)]
      show(fs.readvSync(fd, pieces, 2), ...pieces)
      fs.read(fd, { buffer: one, offset: 1, length: 2, position: 5 }, (error, count, buffer) => {
        show(error, count, buffer, buffer === one)
        fs.read(fd, (error, count, buffer) => show(error, count, buffer.length, buffer.subarray(0, count)))
      })
      promisify(fs.read)(fd, new Uint16Array(3), 0, 6, 0).then(({ bytesRead, buffer }) => show(bytesRead, buffer))
      promisify(fs.readv)(fd, [Buffer.alloc(2)], 4).then(({ bytesRead, buffers }) => show(bytesRead, ...buffers))
      console.log(promisify(fs.exists) !== undefined)`,
  })
  expect(printed).toContain('4 ..1234..')
  expect(printed).toContain('7 234 5678')
})

test('watchers report what was seen', () => {
  const printed = expectSameReplay({
    source: `
      const fs = require('node:fs')
      const file = __dirname + '/watched'
      fs.writeFileSync(file, 'a')
      const watcher = fs.watch(file, (kind, name) => {
        console.log('watch', kind, name)
        watcher.close()
      })
      watcher.on('close', () => console.log('closed'))
      fs.watchFile(file, { interval: 20 }, (now, before) => {
        console.log('stat', now.size, before.size, now instanceof fs.Stats)
        fs.unwatchFile(file)
      })
      ;(async () => {
        for await (const { eventType } of fs.promises.watch(file)) {
          console.log('promised', eventType)
          break
        }
      })()
      setTimeout(() => fs.writeFileSync(file, 'more'), 100)`,
  })
  expect(printed).toContain('watch change watched')
  expect(printed).toContain('stat 4 1 true')
  expect(printed).toContain('promised change')
})

test('warnings that a function gives are given again', () => {
  const printed = expectSameReplay({
    source: `
      const fs = require('node:fs')
      process.on('warning', (warning) => console.log(warning.name, warning.message.slice(0, 30)))
      fs.rmdirSync(fs.mkdtempSync(require('node:os').tmpdir() + '/retrace-XXXX'))`,
  })
  expect(printed).toContain('Warning mkdtemp() templates ending')
})
