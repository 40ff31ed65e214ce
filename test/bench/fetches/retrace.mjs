import { work } from './work.mjs'
const { fetch } = process.argv[4] ? await import('undici') : globalThis
const { retrace } = await import(process.env.RETRACE_CORE)

let recording
await work({
  async begin(record) {
    recording = await retrace.record('fetches', { mode: record ? 'all' : 'none' })
    return fetch
  },
  end: () => recording.end(),
})
