/** What a demo says. */
export function title(text) {
  console.log(`\n${text}\n`)
}

export function say(text) {
  console.log(`  ${text}`)
}

export function quote(text) {
  console.log(text.trimEnd().replaceAll(/^/gm, '  | '))
}
