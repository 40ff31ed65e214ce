/**
 * Bytes as a string with a character for each of them: what is sought in texts, in packets and in files is sought in the
 * same way, and positions are those of the bytes.
 */

/** The UTF-8 of a text. */
export function binaryOf(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** The text that bytes are the UTF-8 of. */
export function textOf(binary: string): string {
  return /^[\0-\x7f]*$/.test(binary) ? binary : Buffer.from(binary, 'latin1').toString('utf8')
}
