import { closeSync, openSync, readFileSync, renameSync, writevSync } from 'node:fs'
import { defineOp } from '../../core/dist/tape/op.js'
import { TapeReader } from '../../core/dist/tape/reader.js'
import { TapeWriter } from '../../core/dist/tape/writer.js'
import { describe } from './sleeper.mjs'

/**
 * Rewrites the tape of `sleeper.mjs` into that of a run with longer sleeps: the same events, with the clocks moved on at
 * each timer, and what the program prints from these clocks.
 */
export function stretch(file, { from, to }) {
  const bytes = readFileSync(file)
  const reader = new TapeReader({ name: file, read: (at, length) => bytes.subarray(at, at + length) })
  const temporary = `${file}.tmp`
  const descriptor = openSync(temporary, 'wx', 0o600)
  const writer = new TapeWriter({ append: (parts) => writevSync(descriptor, parts) }, reader.header)

  const ops = new Map()
  const clocks = []
  let shift = 0
  let time = 0
  for (let event = reader.next(); event; event = reader.next()) {
    const { name } = event.op
    if (!ops.has(name)) ops.set(name, defineOp(event.op))
    if (name === 'timer.timeout') shift += to - from
    writer.clock(event.time + shift - time)
    time = event.time + shift
    const fields = changed(event)
    writer.begin(ops.get(name))
    if (event.op.target) writer.uint(event.target)
    for (const [index, type] of event.op.fields.entries()) writer.field(type, fields[index])
  }
  writer.flush()
  closeSync(descriptor)
  renameSync(temporary, file)

  function changed({ op, fields }) {
    switch (op.name) {
      case 'env.get':
        return fields.map((field) => (field === String(from) ? String(to) : field))
      case 'clock.now':
      case 'clock.performance':
        clocks.push(fields[0] + shift)
        return [fields[0] + shift]
      case 'clock.hrtime':
        clocks.push((fields[0] + shift * 1e6) / 1e6)
        return [fields[0] + shift * 1e6]
      case 'stream.write':
        return [Buffer.from(`${describe(clocks.slice(0, 3), clocks.slice(-3))}\n`), ...fields.slice(1)]
      default:
        return fields
    }
  }
}
