// Reads files, inside of a recording, and says what came of it. It is run in a folder of its own.
import fs, { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { retrace } from '@retrace/core'

const more = process.argv[2] ?? ''
const failure = (error) => [error.code, error.message.replace(process.cwd(), ''), error.syscall]

async function read() {
  const came = []
  came.push(readFileSync('data/a.json', 'utf8'), [...fs.readFileSync('data/b.bin')])
  came.push(await readFile(new URL('data/a.json', import.meta.url), 'utf8'))
  came.push(await promisify(fs.readFile)('data/a.json', { encoding: 'utf8' }))
  const { size, mtime } = await stat('data/a.json')
  came.push(size, mtime, fs.statSync('data/a.json').isFile(), fs.existsSync('data/a.json'), fs.existsSync('data/none'))
  came.push(fs.readdirSync('data').toSorted())
  const entries = fs.readdirSync('data', { withFileTypes: true })
  came.push(entries.map((entry) => `${entry.name} ${entry.isDirectory()}`).toSorted())
  try {
    fs.readFileSync('data/none')
  } catch (error) {
    came.push(failure(error))
  }
  came.push(await readFile('data/none').catch(failure))
  came.push(await new Promise((resolve) => fs.readFile('data/none', (error) => resolve(failure(error)))))
  fs.writeFileSync('other.txt', 'live')
  came.push(readFileSync('other.txt', 'utf8'))
  for (let again = 0; again < 2; again++) came.push(readFileSync('data/a.json', 'utf8').length)
  if (more !== '') came.push(readFileSync(more, 'utf8'))
  return came
}

const outcome = await retrace
  .record({ name: 'files', fs: ['data'] }, async (recording) => ({ came: await read(), mode: recording.mode }))
  .catch((error) => ({ error: error.message }))
console.log(JSON.stringify(outcome))
