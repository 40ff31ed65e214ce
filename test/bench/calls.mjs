import { createServer } from 'node:net'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { compare, inPairs } from './pairs.mjs'
import { nodeArgs, timeNode, withRecording } from './retrace.mjs'

const script = fileURLToPath(new URL('calls-probe.mjs', import.meta.url))
const names = {
  dateNow: 'one Date.now()',
  readFileSync: 'one readFileSync of 1 KB',
  socketChunk: 'one socket chunk out and one in',
}

/** What the smallest things cost that a recording is made of. */
export async function calls({ quick, tick }) {
  const echo = createServer((socket) => socket.setNoDelay().pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const run = async (recording) => {
    const args = [String(echo.address().port)]
    const { stdout } = await timeNode(nodeArgs(script, { recording, args }))
    return JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')))
  }
  const pairs = await inPairs(quick ? 3 : 7, { tick, off: () => run(), on: () => withRecording(run) })
  echo.close()
  return Object.entries(names).map(([key, name]) =>
    compare(name, pairs, { unit: 'ns', off: ({ off }) => off[key], on: ({ on }) => on[key] }),
  )
}
