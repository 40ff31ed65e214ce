import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange, Side } from '../lens.ts'
import { places, splitAt } from '../split.test-kit.ts'
import type { MySqlExchange } from './exchange.ts'
import { mysql } from './index.ts'
import { encodePacket, PacketReader } from './packets.ts'

const PEER = { host: 'db.test', port: 3306, secure: false }

const packet = fc.record({
  sequence: fc.nat({ max: 255 }),
  payload: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
})

test('packets that are encoded and read are the same, wherever the bytes are split', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 6 }), places, (packets, at) => {
      const whole = Buffer.concat(packets.map(encodePacket))
      const reader = new PacketReader()
      const read = splitAt(whole, at).flatMap((piece) => [...reader.take(piece)])
      expect(read).toEqual(packets)
    }),
    { numRuns: 500 },
  )
})

const sends =
  (from: Side) =>
  (sequence: number, ...payload: (number | string)[]): readonly [Side, Buffer] => [
    from,
    encodePacket({
      sequence,
      payload: Buffer.concat(
        payload.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part, 'latin1'))),
      ),
    }),
  ]
const client = sends('client')
const server = sends('server')
const greeting = server(0, 10, '8.4.0\0…')
const logIn = [greeting, client(1, 'root'), server(2, 0)]

function decode(...all: (readonly [Side, Buffer])[]): MySqlExchange[] {
  const exchanges: Exchange[] = []
  const decoder = mysql.decoder(PEER, (it) => exchanges.push(it))
  all.forEach(([from, bytes], at) => decoder.take(from, { at, bytes }))
  void decoder.end()
  return exchanges as MySqlExchange[]
}

test('a log-in, a query and its rows, and a statement by the SQL that it was prepared with', () => {
  const exchanges = decode(
    ...logIn,
    client(0, 0x03, 'select 1'),
    server(1, 1),
    server(2, 'column'),
    server(3, 'row'),
    server(4, 0xfe),
    client(0, 0x16, 'select ?'),
    server(1, 0, 7, 0, 0, 0, '\x01\0\x01\0\0\0\0'),
    client(0, 0x17, 7, 0, 0, 0, '\0\x01\0\0\0'),
    server(1, 0xff, 'no'),
    client(0, 0x19, 7, 0, 0, 0),
    client(0, 0x0e),
    server(1, 0),
    client(0, 0x99),
    client(0, 0x01),
  )
  expect(
    exchanges.map(({ command, sql, asked, answers, endedAt }) => [command, sql, asked.length, answers.length, endedAt]),
  ).toEqual([
    ['log in', '', 1, 2, 2],
    ['query', 'select 1', 1, 4, 7],
    ['prepare', 'select ?', 1, 1, 9],
    ['execute', 'select ?', 1, 1, 11],
    ['close statement', '', 1, 0, null],
    ['ping', '', 1, 1, 14],
    ['command 0x99', '', 1, 0, null],
    ['quit', '', 1, 0, null],
  ])
})

test('is recognised by the server’s greeting', () => {
  const recognises = (bytes: Uint8Array): boolean | null => mysql.recognises(bytes, 'server', PEER)
  expect(
    [greeting[1], greeting[1].subarray(0, 3), Buffer.from('220 mail ESMTP'), Buffer.from('+OK')].map(recognises),
  ).toEqual([true, null, false, false])
  expect(mysql.recognises(greeting[1], 'client', PEER)).toBe(false)
})
