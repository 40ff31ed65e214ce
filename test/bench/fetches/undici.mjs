import { AsyncLocalStorage } from 'node:async_hooks'
import { fetch, setGlobalDispatcher, SnapshotAgent } from 'undici'
import { work } from './work.mjs'

// By argument `context`: in a process whose code has an async context. To tell concurrent tests apart there has to be one,
// and on Node 20 and 22 it costs something at every promise.
if (process.argv[4] === 'context') new AsyncLocalStorage().enterWith({})

let agent
await work({
  async begin(record) {
    agent = new SnapshotAgent({ mode: record ? 'record' : 'playback', snapshotPath: 'undici.json' })
    if (!record) await agent.loadSnapshots()
    setGlobalDispatcher(agent)
    return fetch
  },
  end: (record) => record && agent.saveSnapshots(),
})
