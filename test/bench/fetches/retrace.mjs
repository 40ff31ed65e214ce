import { work } from './work.mjs'
// In the order in which a test file has them: the plugin's setup is there before it.
const { retrace } = await import(process.env.RETRACE_CORE)
const { fetch } = process.argv[4] ? await import('undici') : globalThis

let recording
await work({
  async begin(record) {
    recording = await retrace.record('fetches', { mode: record ? 'all' : 'none' })
    return fetch
  },
  end: () => recording.end(),
})
