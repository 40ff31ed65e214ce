/** The lines from which tests asked, as their source has them: it takes the reading of source maps, and few tests need it. */
import { fileURLToPath } from 'node:url'
import { type Frame, frameOf } from '../../divergence/frames.ts'
import type { Asked } from '../behaviour.ts'
import type { Trail } from '../places.ts'
import { sourceOf } from '../source-of.ts'
import type { Seen } from './witness.ts'

export function askedInSource(seen: readonly Seen[]): Asked[] {
  return seen.map(({ sites, ...its }) => ({ ...its, trail: inSource(sites) }))
}

/** Test runners transform what they load, and say by this function which line it was. */
function inSource(sites: Trail): Frame[] {
  const { prepareStackTrace } = Error
  const plain = sites.map(frameOf)
  if (!prepareStackTrace) return plain.map(sourceOf)
  const stack = String(prepareStackTrace(new Error(), [...sites]))
  const lines = stack.split('\n').slice(1)
  return plain.map((frame, i) => {
    const [, file, line, column] = PLACE.exec(lines[i]?.trim() ?? '') ?? []
    if (file === undefined) return frame
    return {
      ...frame,
      file: file.startsWith('file:') ? fileURLToPath(file) : file,
      line: Number(line),
      column: Number(column),
    }
  })
}

const PLACE = /(?:\(|^at (?:async )?)([^()]+):(\d+):(\d+)\)?$/
