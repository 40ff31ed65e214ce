/** Redis commands without the passwords in them. */
import { placeholder } from '../conceal.ts'
import { nameOf, type RedisExchange } from './exchange.ts'

export function concealRedis(exchange: RedisExchange): RedisExchange {
  const { command } = exchange
  if (!command) return exchange
  const name = nameOf(command)
  // `HELLO 3 AUTH user password`
  const words = command.map((word) => Buffer.from(word).toString('latin1').toUpperCase())
  const from =
    name === 'AUTH' ? 1 : name === 'HELLO' && words.includes('AUTH') ? words.indexOf('AUTH') + 1 : command.length
  return { ...exchange, command: command.map((word, i) => (i < from ? word : hide(word))) }
}

function hide(word: Uint8Array): Buffer {
  return Buffer.from(placeholder(Buffer.from(word).toString('latin1')), 'latin1')
}
