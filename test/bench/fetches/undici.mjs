import { fetch, setGlobalDispatcher, SnapshotAgent } from 'undici'
import { work } from './work.mjs'

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
