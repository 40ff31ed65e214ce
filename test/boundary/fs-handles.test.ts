import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const START = `
  const fs = require('node:fs')
  const file = __dirname + '/input.txt'`
const before = { 'input.txt': 'some text' }

test('streams over a FileHandle run again', () => {
  const printed = expectSameReplay({
    before,
    source: `${START}
      ;(async () => {
        const bytes = await fs.promises.open(file)
        for await (const chunk of bytes.readableWebStream({ type: 'bytes' })) console.log('web', chunk.byteLength)
        await bytes.close()
        const buffers = await fs.promises.open(file)
        for await (const chunk of buffers.readableWebStream()) console.log('web', chunk.byteLength)
        await buffers.close()
        const input = fs.createReadStream(file, { fd: await fs.promises.open(file), encoding: 'utf8' })
        for await (const text of input) console.log('stream', text)
        const output = (await fs.promises.open(__dirname + '/output', 'w')).createWriteStream()
        output.end('written')
        await require('node:events').once(output, 'close')
        console.log(fs.readFileSync(__dirname + '/output', 'utf8'))
      })()`,
  })
  expect(printed).toBe('web 9\nweb 9\nstream some text\nwritten\n')
})

test('a FileHandle that is closed while it reads closes when the reading is done', () => {
  const printed = expectSameReplay({
    before,
    source: `${START}
      ;(async () => {
        const handle = await fs.promises.open(file)
        const reading = handle.read(Buffer.alloc(4), 0, 4, 0)
        const closing = handle.close()
        console.log((await reading).bytesRead, (await reading).buffer.toString())
        await closing
        console.log(handle.fd, await handle.stat().catch((error) => error.code))
      })()`,
  })
  expect(printed).toBe('4 some\n-1 EBADF\n')
})

test('directories are read in every form, and refuse when closed', () => {
  const printed = expectSameReplay({
    before,
    source: `${START}
      ;(async () => {
        const dir = fs.opendirSync(__dirname)
        console.log(dir.readSync().name.length > 0, (await dir.read()).name.length > 0)
        await new Promise((done) => dir.read((error, entry) => done(console.log(error, entry !== undefined))))
        dir.closeSync()
        try { dir.readSync() } catch (error) { console.log(error.code) }
        await dir.close().catch((error) => console.log(error.code))
        for await (const entry of await fs.promises.opendir(__dirname, { bufferSize: 1 })) if (entry.name === 'input.txt') break
      })()`,
  })
  expect(printed).toBe('true true\nnull true\nERR_DIR_CLOSED\nERR_DIR_CLOSED\n')
})

test('an aborted read or watch ends as it did', () => {
  const printed = expectSameReplay({
    before,
    source: `${START}
      ;(async () => {
        const controller = new AbortController()
        const reading = fs.promises.readFile(file, { signal: controller.signal })
        controller.abort()
        await reading.catch((error) => console.log(error.name, error.code))
        try {
          for await (const event of fs.promises.watch(__dirname, { signal: AbortSignal.timeout(100) })) console.log(event.filename)
        } catch (error) {
          console.log(error.name)
        }
      })()`,
  })
  expect(printed).toBe('AbortError ABORT_ERR\nAbortError\n')
})

test('a Blob of a file holds what the file held', () => {
  const printed = expectSameReplay({
    before,
    source: `${START}
      fs.openAsBlob(file, { type: 'text/plain' }).then(async (blob) => console.log(blob.size, blob.type, await blob.text()))`,
  })
  expect(printed).toBe('9 text/plain some text\n')
})

test('what is written to stdout by its descriptor is printed', () => {
  const printed = expectSameReplay({
    source: `
      const fs = require('node:fs')
      fs.writeSync(1, 'descriptor\\n')
      fs.writeFileSync(1, 'content\\n')
      fs.writevSync(1, [Buffer.from('pie'), Buffer.from('ces\\n')])
      fs.write(1, 'callback\\n', () => console.log('done'))`,
  })
  expect(printed).toBe('descriptor\ncontent\npieces\ncallback\ndone\n')
})

test('patched functions look as before', () => {
  const printed = expectSameReplay({
    source: `
      const fs = require('node:fs')
      const { promisify } = require('node:util')
      console.log(fs.readFile.name, fs.readFile.length, fs.promises === require('node:fs/promises'), fs.realpath.native.name)
      console.log(fs.promises.constants === fs.constants, Object.keys(fs.promises).length > 20)
      promisify(fs.exists)(__filename).then(console.log)
      promisify(fs.realpath.native)(__dirname).then((real) => console.log(real === fs.realpathSync(__dirname)))`,
  })
  expect(printed).toMatch(/^readFile 3 true/)
  expect(printed).toMatch(/true\ntrue\n$/)
})

test('a function of the program’s in the place of fs.close is called by originals for themselves', () => {
  const printed = expectSameReplay({
    before: { 'data.txt': 'data' },
    source: `
      const fs = require('node:fs')
      const { close } = fs
      // As graceful-fs does.
      fs.close = (descriptor, callback) =>
        close.call(fs, descriptor, (error) => {
          if (!error) Date.now()
          callback(error)
        })
      fs.writeFile('data.txt', 'more', () => {
        fs.open('data.txt', 'r', (error, descriptor) => fs.close(descriptor, () => console.log('closed', error)))
      })
      fs.appendFile('data.txt', 'more', () => console.log('appended'))`,
  })
  // Which of the two is done first is up to the system.
  expect(printed.split('\n').toSorted()).toEqual(['', 'appended', 'closed null'])
})
