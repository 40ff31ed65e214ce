// node calls-probe.mjs PORT: prints the nanoseconds of single calls as JSON. PORT is that of an echo server.

import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bench } from 'tinybench'

const folder = mkdtempSync(join(tmpdir(), 'retrace-calls-'))
const file = join(folder, 'file')
writeFileSync(file, 'x'.repeat(1024))

const socket = connect(Number(process.argv[2]), '127.0.0.1').setNoDelay()
await once(socket, 'connect')
let echoed
socket.on('data', () => echoed())
const chunk = Buffer.alloc(1024, 'x')

// A sample is many calls, so that the bench's own reading of the clock, which is recorded too, weighs nothing.
const calls = { dateNow: 1000, readFileSync: 50, socketChunk: 50 }

const bench = new Bench({ iterations: 100, time: 0, warmupIterations: 30, warmupTime: 0 })
bench.add('dateNow', () => {
  for (let count = 0; count < calls.dateNow; count++) Date.now()
})
bench.add('readFileSync', () => {
  for (let count = 0; count < calls.readFileSync; count++) readFileSync(file)
})
bench.add('socketChunk', async () => {
  for (let count = 0; count < calls.socketChunk; count++) {
    socket.write(chunk)
    await new Promise((resolve) => (echoed = resolve))
  }
})
await bench.run()

socket.destroy()
rmSync(folder, { recursive: true })
const nanoseconds = bench.tasks.map(({ name, result }) => [name, (result.latency.p50 / calls[name]) * 1e6])
console.log(JSON.stringify(Object.fromEntries(nanoseconds)))
