/** A text in a fixture: where it has several lines, as a list of them. */
export type Lines = string | readonly string[]

export function linesOf(text: string): Lines {
  return text.includes('\n') ? text.split('\n') : text
}

export function ofLines(lines: Lines): string {
  return typeof lines === 'string' ? lines : lines.join('\n')
}
