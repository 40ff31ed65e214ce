/** Recorded answers to the messages of a client that asks the same in another way. */
import type { PgAnswer, PgExchange } from './exchange.ts'
import type { PgMessage } from './messages.ts'

export const IDLE = 'I'

export function message(name: string, fields: PgMessage['fields'] = {}): PgMessage {
  return { name, fields }
}

/** Which messages answer one of the client's; the last of each kind ends the answer. */
const ANSWERS: Readonly<Record<string, RegExp>> = {
  parse: /^parsed$/,
  bind: /^bound$/,
  close: /^closed$/,
  describe: /^(columns|no data)$/,
  execute: /^(complete|empty|suspended)$/,
  sync: /^ready$/,
}

const PLAIN: Readonly<Record<string, PgMessage>> = {
  parse: message('parsed'),
  bind: message('bound'),
  close: message('closed'),
  describe: message('no data'),
  sync: message('ready', { status: IDLE }),
}

/** The answers to messages in another order: one connection has prepared a statement, and another has not. */
export function reordered(recorded: PgExchange, { asked }: PgExchange): readonly PgAnswer[] {
  if (asked[0]?.name === 'query') return recorded.answers.filter(({ message: { name } }) => !OF_STEPS.test(name))
  const groups = grouped(recorded.asked[0]?.name === 'query' ? inSteps(recorded) : recorded)
  const descriptions = recorded.statements.flatMap(({ described }) => (described ? [described] : []))
  const given: PgAnswer[] = []
  const say = (messages: readonly PgMessage[]): void => {
    const at = given.at(-1)?.at ?? recorded.at
    given.push(...messages.map((it) => ({ at, after: 0, message: it })))
  }
  for (const { name, fields } of asked) {
    const at = groups.findIndex((group) => group.name === name)
    const group = at < 0 ? undefined : groups.splice(at, 1)[0]
    const description = name === 'describe' && !group ? descriptions.shift() : undefined
    // After an error a server passes over all up to the end.
    if (given.at(-1)?.message.name === 'error' && name !== 'sync') continue
    const plain = PLAIN[name]
    if (name === 'describe' && fields['kind'] === 'S' && !group?.answers.some(isParameters) && !description)
      say([parametersOf(asked)])
    if (group) given.push(...group.answers)
    else if (description) say(fields['kind'] === 'S' ? description : description.filter(isColumns))
    else if (plain) say([plain])
  }
  return given
}

/** Of a portal the parameters are known. */
const isColumns = ({ name }: PgMessage): boolean => name !== 'parameters'

const isParameters = ({ message: { name } }: PgAnswer): boolean => name === 'parameters'

/** The type of what may be any text. */
const UNKNOWN_TYPE = 705

/** What a server would say of the parameters of a statement that was recorded without any. */
function parametersOf(asked: readonly PgMessage[]): PgMessage {
  const sql = asked.map(({ fields }) => fields['sql']).find((its) => typeof its === 'string') ?? ''
  const count = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))
  return message('parameters', { types: Array.from({ length: count }, () => UNKNOWN_TYPE) })
}

interface Group {
  readonly name: string
  readonly answers: readonly PgAnswer[]
}

/** Recorded answers, by the message that each belongs to. */
function grouped({ asked, answers }: PgExchange): Group[] {
  const left = [...answers]
  return asked.map(({ name }) => {
    const ends = ANSWERS[name]
    const end = ends ? left.findIndex(({ message: it }) => ends.test(it.name) || it.name === 'error') : -1
    return { name, answers: left.splice(0, end + 1) }
  })
}

/** What a server says only to one who prepares, binds and executes, and not to a simple query. */
const OF_STEPS = /^(?:parsed|bound|closed|parameters|no data|suspended)$/

/** A simple query as if it had been asked for step by step. */
function inSteps({ answers, ...its }: PgExchange): PgExchange {
  const columns = answers.filter(({ message: { name } }) => name === 'columns')
  const results = answers.filter(({ message: { name } }) => name !== 'columns')
  const at = answers[0]?.at ?? its.at
  const say = (name: string): PgAnswer => ({ at, after: 0, message: message(name) })
  return {
    ...its,
    asked: ['parse', 'bind', 'describe', 'execute', 'sync'].map((name) => message(name)),
    answers: [say('parsed'), say('bound'), columns[0] ?? say('no data'), ...results],
  }
}
