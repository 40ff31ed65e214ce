// Has a conversation inside of a recording. In a replay it has none of the secrets.
import { retrace } from '@retrace/core'
import { converse } from './conversation.mjs'

const { ports, names } = JSON.parse(process.argv[2])
const planted = process.env.PLANTED ? JSON.parse(process.env.PLANTED) : {}
const its = Object.fromEntries(names.map((name) => [name, planted[name] ?? 'absent']))

await retrace.record('planted', async (recording) => {
  const { made } = await converse(ports, its)
  console.log(JSON.stringify({ mode: recording.mode, made, count: recording.exchanges.length }))
})
