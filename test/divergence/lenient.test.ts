import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { recordAndReplay, type Outcome } from '../support/replay.ts'

/** Records a program, changes it, and replays the changed program leniently. */
function lenientReplay(source: string, change: (source: string) => string): { recorded: Outcome; replayed: Outcome } {
  return recordAndReplay({
    source,
    lenient: true,
    between: (folder) => writeFileSync(path.join(folder, 'program.cjs'), change(source)),
  })
}

const SERVICE = `
const http = require('node:http')
// ADDED AT THE TOP
const server = http.createServer((request, response) => {
  const started = Date.now()
  // ADDED IN THE HANDLER
  setTimeout(() => response.end(String(started)), 3)
})
server.listen(0, () => {
  http.get({ port: server.address().port }, (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log(text)).on('end', () => server.close())
  })
})
`

test.each([
  ['of the clock at the top', '// ADDED AT THE TOP', 'performance.now(); Date.now()'],
  ['of the clock in a callback', '// ADDED IN THE HANDLER', 'process.hrtime(); new Date(); performance.now()'],
  ['of Math.random', '// ADDED IN THE HANDLER', 'if (!(Math.random() < 1)) throw new Error()'],
  [
    'of randomness, as much as is asked',
    '// ADDED IN THE HANDLER',
    "if (require('node:crypto').randomBytes(21).length !== 21) throw new Error()",
  ],
])('reads %s that were added pass', (_, place, added) => {
  const { recorded, replayed } = lenientReplay(SERVICE, (source) => source.replace(place, added))
  expect(replayed).toEqual(recorded)
})

test.each([
  ['at the top, before anything else is printed', '// ADDED AT THE TOP'],
  ['in a callback', '// ADDED IN THE HANDLER'],
])('what is printed %s passes, and is printed', (_, place) => {
  const { recorded, replayed } = lenientReplay(SERVICE, (source) =>
    source.replace(place, "console.log('debug', Date.now() > 0); console.error('to stderr')"),
  )
  expect(replayed).toEqual({ status: 0, stdout: `debug true\n${recorded.stdout}`, stderr: 'to stderr\n' })
})

test('reads that were removed pass, also before a delivery and before the end', () => {
  const source = `
performance.now()
setTimeout(() => {
  performance.now()
  setTimeout(() => {
    console.log('done', Date.now())
    performance.now()
  }, 2)
  performance.now()
}, 2)
performance.now()
`
  const { recorded, replayed } = lenientReplay(source, (text) => text.replaceAll('performance.now()', ''))
  expect(replayed).toEqual(recorded)
})

test('a read that comes late, after an import, is not taken for one that was removed', () => {
  const source = `
import('node:path').then(async () => {
  await import('./late.mjs')
  console.log(Date.now(), performance.now())
})
`
  const { recorded, replayed } = recordAndReplay({
    source,
    lenient: true,
    prepare: (folder) =>
      writeFileSync(path.join(folder, 'late.mjs'), `await new Promise((resolve) => resolve()); export default 1`),
  })
  expect(replayed).toEqual(recorded)
})

test('anything else still diverges', () => {
  const { replayed } = lenientReplay(SERVICE, (source) =>
    source.replace('// ADDED IN THE HANDLER', 'require("node:os").hostname()'),
  )
  expect(replayed.status).toBe(70)
  expect(replayed.stderr).toContain('DIVERGED_OTHER')
})
