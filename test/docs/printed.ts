/** Does a text have these lines, one after another? Digits, what stands in hexadecimal, and what `…` is for may differ. */
export function similar(lines: string, text: string): boolean {
  return patternOf(lines).test(plain(text))
}

function patternOf(lines: string): RegExp {
  const parts = plain(lines)
    .trim()
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?:^|\\n)[ \\t]*${parts.join('.*?')}`)
}

function plain(text: string): string {
  return text
    .replaceAll(/redacted\w+/g, 'redacted…')
    .replaceAll(/\b(?=[a-f]*\d)[\da-f]{7,}\b/g, '0')
    .replaceAll(/\d+(?:\.\d+)?/g, '0')
    .replaceAll(/[ \t]+$/gm, '')
}
