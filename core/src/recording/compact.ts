/** Makes a finished tape smaller: the same stream of events in deflated blocks. */
import { originalFs as fs } from '../originals.ts'
import { frameBlock, openBlock, readBlockHeader } from '../tape/block.ts'
import { readAt } from '../tape/file.ts'
import { BLOCK_HEADER_SIZE, PREAMBLE_SIZE } from '../tape/format.ts'
import { FILE_MODE } from './files.ts'

/** Bytes of events in one block: enough for deflate to find what repeats, little enough to read on from anywhere. */
const BLOCK_SIZE = 256 * 1024
const LEVEL = 6

/**
 * Rewrites a tape into a file beside it, which then takes its place. Whole blocks are kept; what stands after the last
 * of them is left out.
 *
 * @param onProgress - told how much of the tape is done, from 0 to 1
 */
export function compactTape(file: string, onProgress?: (done: number) => void): void {
  const temporary = `${file}.${process.pid}.tmp`
  const input = fs.openSync(file, 'r')
  const output = fs.openSync(temporary, 'w', FILE_MODE)
  try {
    const size = fs.fstatSync(input).size
    let position = copyPreamble(input, output)
    let waiting: Buffer[] = []
    let bytes = 0
    for (let block = readBlock(input, position); block; block = readBlock(input, position)) {
      position = block.end
      waiting.push(block.payload)
      bytes += block.payload.length
      if (bytes < BLOCK_SIZE) continue
      writeBlock(output, Buffer.concat(waiting))
      waiting = []
      bytes = 0
      onProgress?.(position / size)
    }
    if (bytes > 0) writeBlock(output, Buffer.concat(waiting))
    fs.closeSync(output)
    fs.renameSync(temporary, file)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  } finally {
    fs.closeSync(input)
  }
}

function copyPreamble(input: number, output: number): number {
  const preamble = readAt(input, 0, PREAMBLE_SIZE)
  const rest = readAt(input, PREAMBLE_SIZE, preamble.readUInt32LE(12) + 4)
  writeAll(output, Buffer.concat([preamble, rest]))
  return preamble.length + rest.length
}

function readBlock(input: number, position: number): { payload: Buffer; end: number } | null {
  const header = readAt(input, position, BLOCK_HEADER_SIZE)
  const sizes = header.length < BLOCK_HEADER_SIZE ? null : readBlockHeader(header)
  if (!sizes) return null
  const stored = readAt(input, position + BLOCK_HEADER_SIZE, sizes.stored)
  const payload = stored.length < sizes.stored ? null : openBlock(header, stored)
  return payload && { payload, end: position + BLOCK_HEADER_SIZE + sizes.stored }
}

function writeBlock(output: number, raw: Buffer): void {
  const header = Buffer.alloc(BLOCK_HEADER_SIZE)
  const stored = frameBlock(header, raw, true, LEVEL)
  writeAll(output, Buffer.concat([header, stored]))
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(descriptor, bytes, at)
}
