const begin = '<!-- Written by `npm run proof -- crashes --write`. -->'
const end = '<!-- Written until here. -->'

/** What came of each program, as a table in Markdown. */
export function crashTable(results) {
  const rows = results.map(({ crash, ...result }) => [
    `[${crash.name}](../fixtures/crashes/${crash.name})`,
    crash.about.replaceAll('|', '\\|'),
    `\`${crash.error}\``,
    result.level === 'function' ? `\`${result.function}\`` : (result.level ?? '-'),
    result.isRed ? 'red' : 'no',
    result.isGreen ? 'green' : 'no',
  ])
  return [
    ['program', 'what goes wrong', 'error', 'tested at', 'before the fix', 'after it'],
    Array(6).fill('---'),
    ...rows,
  ]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('')
}

/** A document, with the table in its place. */
export function withTable(document, table) {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`The document has no place for the table: ${begin} … ${end}`)
  return `${document.slice(0, from)}${begin}\n\n${table}\n${document.slice(to)}`
}
