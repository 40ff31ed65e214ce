import { counted, shorten, shortenBytes } from '../shorten.ts'
import type { PgExchange, PgStatement } from './exchange.ts'

/** `SELECT * FROM orders WHERE id = $1 [7] → 1 row`. */
export function describePostgres({ asked, answers, statements }: PgExchange): string {
  const what = statements.length > 0 ? statements.map(describeStatement).join('; ') : (asked[0]?.name ?? '(unasked)')
  return `${what} → ${describeAnswer(answers.map(({ message }) => message))}`
}

function describeStatement({ sql, values, formats }: PgStatement): string {
  const shown = values.map((value, i) => {
    if (value === null) return 'null'
    const isBinary = (formats.length === 1 ? formats[0] : formats[i]) === 1
    return isBinary ? `0x${Buffer.from(value).toString('hex').slice(0, 16)}` : shortenBytes(value, 20)
  })
  return shorten(sql, 100) + (shown.length > 0 ? ` [${shown.join(', ')}]` : '')
}

function describeAnswer(messages: readonly PgExchange['asked'][number][]): string {
  const error = messages.find(({ name }) => name === 'error')
  if (error) {
    const { C: code, M: message } = error.fields['details'] as Readonly<Record<string, string>>
    return `error ${code}: ${shorten(message ?? '')}`
  }
  const said = messages.find(({ name }) => name === 'notification')
  if (said) return `${said.fields['channel'] as string}: ${shorten(said.fields['payload'] as string)}`
  const rows = messages.filter(({ name }) => name === 'row').length
  const tags = messages.flatMap(({ name, fields }) => (name === 'complete' ? [fields['tag'] as string] : []))
  if (rows > 0 || tags.some((tag) => tag.startsWith('SELECT'))) return counted(rows, 'row')
  return tags.join(', ') || messages.at(-1)?.name || 'no answer'
}
