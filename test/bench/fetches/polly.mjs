import FetchAdapter from '@pollyjs/adapter-fetch'
import { Polly } from '@pollyjs/core'
import FilePersister from '@pollyjs/persister-fs'
import { work } from './work.mjs'

let polly
await work({
  async begin(recordIfMissing) {
    polly = new Polly('fetches', {
      adapters: [FetchAdapter],
      persister: FilePersister,
      persisterOptions: { fs: { recordingsDir: 'polly' } },
      recordIfMissing,
      logLevel: 'silent',
    })
    return globalThis.fetch
  },
  end: (record) => record && polly.stop(),
})
