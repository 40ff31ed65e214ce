// Loaded first: writes into LIVE_HEAP how many megabytes of the heap are still in use after a collection, at most so far. What a
// process takes from the system says little of that, since V8 collects as late as it may.
const { writeFileSync } = require('node:fs')
const { setFlagsFromString } = require('node:v8')
const { runInNewContext } = require('node:vm')

const LOOK_MS = 500

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
const { LIVE_HEAP } = process.env
delete process.env.LIVE_HEAP
let most = 0

setInterval(() => {
  collect()
  most = Math.max(most, process.memoryUsage().heapUsed / 1e6)
  writeFileSync(LIVE_HEAP, String(most))
}, LOOK_MS).unref()
