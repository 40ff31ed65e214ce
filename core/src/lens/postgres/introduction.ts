/** How a PostgreSQL server comes to know a connection that fixtures have answered so far. */
import type { Introduction } from '../lens.ts'
import type { PgExchange } from './exchange.ts'
import { encodeFramed, START } from './framing.ts'
import type { PgMessage } from './messages.ts'

/** The authentication is over. */
export const ADMITTED = 0

/** Statements that a connection keeps to from then on. */
const SETTING = /^\s*(set|reset|discard|deallocate|listen|unlisten)\b/i

const PASSWORD = 'p'.charCodeAt(0)
const SYNC: PgMessage = { name: 'sync', fields: {} }

export const postgresIntroduction: Introduction<PgExchange> = {
  tell({ asked, answers, statements }) {
    const [first] = asked
    const isSecured = answers[0]?.message.fields['answer'] === 'S'
    if (first && (first.name === START || isSecured)) return encodeFramed('client', first)
    const isSetting = statements.length > 0 && statements.every(({ sql }) => SETTING.test(sql))
    const told = isSetting ? asked : asked.filter(namesStatement)
    if (told.length === 0) return null
    const isWhole = ['query', 'sync'].includes(told.at(-1)?.name ?? '')
    return Buffer.concat([...told, ...(isWhole ? [] : [SYNC])].map((message) => encodeFramed('client', message)))
  },
  forClient: ({ asked, answers }) =>
    asked[0]?.name === START
      ? answers.filter(({ message }) => !isWelcome(message)).map(({ message }) => encodeFramed('server', message))
      : [],
  isReply: (sent) => sent[0] === PASSWORD,
}

/** Clients send a statement that has a name only once. */
function namesStatement({ name, fields }: PgMessage): boolean {
  return (name === 'parse' && fields['statement'] !== '') || (name === 'close' && fields['kind'] === 'S')
}

/** What a client has been told by the fixture, and waits for no more. */
function isWelcome({ name, fields }: PgMessage): boolean {
  return name === 'ready' || (name === 'authentication' && fields['kind'] === ADMITTED)
}
