/** A value of a table in a fixture: as JSON has it where that is exact, else as a text or as bytes. */
import { type Content, contentOfBytes, LARGE, layOut, type Layout } from './content.ts'
import { readBytes, type ShortBytes } from './short-bytes.ts'

export type Cell = null | boolean | number | ShortBytes | readonly Cell[]

/** How values of one type are shown; what is shown is only kept where it is read as the same bytes again. */
export interface CellCodec {
  show(bytes: Buffer): Cell
  read(cell: Cell): Buffer
}

/** As a codec shows bytes; null where that wouldn't be read as the same again. */
export function shownBy(codec: CellCodec, bytes: Buffer): Cell {
  try {
    const cell = codec.show(bytes)
    return cell !== null && codec.read(cell).equals(bytes) ? cell : null
  } catch {
    return null
  }
}

/** A number where that is exactly what the text says; -0 and 1.50 stay texts. */
export function numberOf(text: string): number | string {
  const number = Number(text)
  return JSON.stringify(number) === text && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : text
}

/** Texts, also where a number or a boolean was written in the place of one. */
export const textCell: CellCodec = {
  show: (bytes) => (bytes.length >= LARGE ? contentOfBytes(bytes) : bytes.toString()),
  read: (cell) => (typeof cell === 'object' ? bytesOfCell(cell) : Buffer.from(textOf(cell))),
}

/** Bytes that stand for themselves. */
export const bytesCell: CellCodec = {
  show: (bytes) => ({ base64: bytes.toString('base64') }),
  read: bytesOfCell,
}

/**
 * Numbers as texts.
 *
 * @param read - a text where not a number was written
 */
export const numberCell: CellCodec = { show: (bytes) => numberOf(bytes.toString()), read: textCell.read }

/** JSON, as a server lays it out. */
export function jsonCell(usual: Layout): CellCodec {
  const read = (cell: Cell): Buffer => {
    if (!isContent(cell) || !('json' in cell)) return textCell.read(cell)
    return Buffer.from(layOut(cell.json, cell.layout ?? usual))
  }
  return {
    show(bytes) {
      const content = contentOfBytes(bytes)
      if (!('json' in content)) return scalarOf(bytes.toString()) ?? textCell.show(bytes)
      // What gets a file of its own is written there by what it says of itself.
      const plain = { json: content.json }
      return bytes.length < LARGE && read(plain).equals(bytes) ? plain : { layout: {}, ...content }
    },
    read,
  }
}

/** What was written as a text, a number or a boolean, as a text. */
export function textOf(cell: Cell): string {
  if (typeof cell !== 'object') return String(cell)
  throw new Error(`${JSON.stringify(cell)} stands where a text is expected`)
}

/** Bytes where something else was written in their place. */
export function bytesOfCell(cell: Cell): Buffer {
  if (typeof cell === 'string' || isContent(cell)) return readBytes(cell)
  throw new Error(`${JSON.stringify(cell)} stands where bytes are expected`)
}

export function isContent(cell: Cell): cell is Content {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell)
}

function scalarOf(text: string): Cell | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return JSON.stringify(json) === text ? { json } : undefined
  } catch {
    return undefined
  }
}
