/** Changes what a fixture answers, as somebody does by hand: the row, the cache entry, the time of day. */
import { readFile, writeFile } from 'node:fs/promises'

const month = 30 * 24 * 60 * 60 * 1000

const edits = {
  row(fixture) {
    const answers = fixture.exchanges.flatMap((exchange) => exchange.answers ?? [])
    const { columns, rows } = answers.flatMap(({ messages }) => messages).find((message) => message.rows)
    rows[0][columns.findIndex(({ name }) => name === 'speed')] = 'standard'
  },
  'cache entry'(fixture) {
    const [answer] = fixture.exchanges.find(({ command }) => command?.[0] === 'get').replies
    const tariff = JSON.parse(answer.reply)
    answer.reply = JSON.stringify({ ...tariff, peak: tariff.usual })
  },
  'time of day'(fixture) {
    fixture.recorded = new Date(Date.parse(fixture.recorded) + month).toISOString()
  },
}

/**
 * The changes of a fixture.
 *
 * @returns by what is changed: `put`, which makes the change, and `restore`, which takes it back
 */
export async function editsOf(file) {
  const text = await readFile(file, 'utf8')
  return Object.entries(edits).map(([what, edit]) => ({
    what,
    put: () => {
      const fixture = JSON.parse(text)
      edit(fixture)
      return writeFile(file, JSON.stringify(fixture, null, 2))
    },
    restore: () => writeFile(file, text),
  }))
}
