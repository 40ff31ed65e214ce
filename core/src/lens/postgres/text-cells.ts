/** Values of PostgreSQL in its text format that JSON has words for. */
import { bytesOfCell, type CellCodec, textCell } from '../cell.ts'

export const boolCell: CellCodec = {
  show: (bytes) => bytes.toString() === 't',
  read: (cell) => (typeof cell === 'boolean' ? Buffer.from(cell ? 't' : 'f') : textCell.read(cell)),
}

/** As `bytea_output = 'hex'` has it; a string stands for what the server said, in whatever form. */
export const byteaCell: CellCodec = {
  show(bytes) {
    const text = bytes.toString('latin1')
    if (!text.startsWith('\\x')) return textCell.show(bytes)
    return { base64: Buffer.from(text.slice(2), 'hex').toString('base64') }
  },
  read: (cell) =>
    typeof cell === 'string' ? textCell.read(cell) : Buffer.from(`\\x${bytesOfCell(cell).toString('hex')}`),
}
