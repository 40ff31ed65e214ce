/** What came of each program of fixtures/crashes, as a table in Markdown. */
export function crashTable(results) {
  return table(
    ['program', 'what goes wrong', 'error', 'tested at', 'before the fix', 'after it'],
    results.map((result) => [
      ...beginning('crashes', result),
      ...middle(result),
      result.isRed ? 'red' : 'no',
      result.isGreen ? 'green' : 'no',
    ]),
  )
}

/** The same of fixtures/public: each crashes in one version of a package, and not in another. */
export function publicTable(results) {
  return table(
    ['program', 'what goes wrong', 'issue', 'error', 'tested at', 'with the bug', 'with the fix'],
    results.map((result) => {
      const { crash, broken, isRed, isGreen } = result
      const number = crash.issue.split('/').at(-1)
      return [
        ...beginning('public', result),
        `[${number}](${crash.issue})`,
        ...middle(result),
        `${broken}: ${isRed ? 'red' : 'no'}`,
        `${crash.fixed.split('@').at(-1)}: ${isGreen ? 'green' : 'no'}`,
      ]
    }),
  )
}

function beginning(folder, { crash }) {
  return [`[${crash.name}](../fixtures/${folder}/${crash.name})`, crash.about.replaceAll('|', '\\|')]
}

function middle({ crash, level, function: name }) {
  return [`\`${crash.error}\``, level === 'function' ? `\`${name}\`` : (level ?? '-')]
}

function table(head, rows) {
  return [head, Array(head.length).fill('---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}

/** A document, with the table of a proof in its place. */
export function withTable(proof, document, text) {
  const [begin, end] = [`<!-- Written by \`npm run proof -- ${proof} --write\`. -->`, '<!-- Written until here. -->']
  const from = document.indexOf(begin)
  const to = document.indexOf(end, from)
  if (from === -1 || to === -1) throw new Error(`The document has no place for the table: ${begin} … ${end}`)
  return `${document.slice(0, from)}${begin}\n\n${text}\n${document.slice(to)}`
}
