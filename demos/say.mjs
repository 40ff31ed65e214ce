/** What a demo says, with colours where it is read on a terminal. */
import { styleText } from 'node:util'

const painted = process.stdout.isTTY ? styleText : (_, text) => text

export function title(text) {
  console.log(`\n${painted('bold', text)}\n`)
}

export function say(text) {
  console.log(`  ${text}`)
}

/** As it should be, or not. */
export function verdict(isRight, right, wrong) {
  say(isRight ? painted('green', right) : painted('red', wrong))
}

export function quote(text) {
  for (const line of text.trimEnd().split('\n')) console.log(`  ${painted('dim', '|')} ${accented(line)}`)
}

/** Differences as they are shown everywhere, errors, and the line that matters. */
export function accented(line) {
  if (/^\s*-\s/.test(line) || /^(?:\w+Error|retrace: [A-Z_]+$)/.test(line)) return painted('red', line)
  if (/^\s*\+\s/.test(line)) return painted('green', line)
  return /^\s*> \d+ \|/.test(line) ? painted('bold', line) : line
}
