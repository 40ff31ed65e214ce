/** `retrace inspect --stats`: what a recording is, and what it is made of. */
import fs from 'node:fs'
import path from 'node:path'
import { TAPE } from '../recording/manifest.ts'
import type { Recording } from '../recording/open.ts'
import type { TapeReader } from '../tape/reader.ts'
import type { Filter } from './inspect.ts'

export function* statsOf(recording: Recording, reader: TapeReader, wanted: Filter, json: boolean): Generator<string> {
  const { manifest, folder } = recording
  const counts = new Map<string, number>()
  let events = 0
  for (let event = reader.next(); event; event = reader.next()) {
    const verdict = wanted(event)
    if (verdict === 'end') break
    if (!verdict) continue
    events++
    counts.set(event.op.name, (counts.get(event.op.name) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b))
  const { size } = fs.statSync(path.join(folder, TAPE))
  const { exit, error, durationMs } = manifest
  if (json) {
    const { node, platform, argv, cwd, start, complete, taint } = manifest
    yield JSON.stringify({
      folder,
      node,
      platform,
      argv,
      cwd,
      start,
      durationMs,
      exit,
      complete,
      error,
      taint,
      bytes: size,
      events,
      operations: Object.fromEntries(sorted),
    })
    return
  }
  yield `recording  ${folder}`
  yield `program    ${[...manifest.execArgv, ...manifest.argv.slice(1)].join(' ')}`
  yield `node       ${manifest.node} on ${manifest.platform} ${manifest.arch}`
  yield `start      ${manifest.start}${durationMs === null ? '' : `, for ${(durationMs / 1000).toFixed(3)} s`}`
  yield `exit       ${exit === null ? 'not known' : (exit.signal ?? String(exit.code))}${manifest.complete ? '' : ' (the recording was cut off before)'}`
  if (error) yield `error      ${error.name}: ${error.message}`
  yield `tape       ${size} bytes, ${events} events`
  yield ''
  const width = Math.max(...sorted.map(([name]) => name.length), 0)
  for (const [name, count] of sorted) yield `${name.padEnd(width)}  ${String(count).padStart(String(events).length)}`
}
