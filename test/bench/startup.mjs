import { fileURLToPath } from 'node:url'
import { compare, inPairs } from './pairs.mjs'
import { nodeArgs, timeNode, withRecording } from './retrace.mjs'

const script = fileURLToPath(new URL('nothing.mjs', import.meta.url))
const preload = new URL('../../core/dist/register.cjs', import.meta.url).href

/** How much longer a program that does nothing takes: with the preload doing nothing, recording, and by the command. */
export async function startup({ quick, tick }) {
  const milliseconds = async (args, env) => (await timeNode(args, { env })).seconds * 1000
  const without = () => milliseconds([script])
  const ways = {
    'start-up: preload, not recording': () => milliseconds(['--import', preload, script], { RETRACE: '0' }),
    'start-up: preload, recording': () =>
      withRecording((recording) =>
        milliseconds(['--import', preload, script], { RETRACE: '1', RETRACE_RECORDING_PATH: recording }),
      ),
    'start-up: retrace record': () => withRecording((recording) => milliseconds(nodeArgs(script, { recording }))),
  }
  const rows = []
  for (const [name, on] of Object.entries(ways)) {
    const pairs = await inPairs(quick ? 5 : 15, { tick, off: without, on })
    rows.push(compare(name, pairs, { unit: 'ms', off: (pair) => pair.off, on: (pair) => pair.on }))
  }
  return rows
}
