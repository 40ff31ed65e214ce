/** What a client says to a server, from its bytes, as texts: `INSERT … | values`. What only serves the connection is left out. */

/** Takes the bytes of one connection to PostgreSQL. */
export function postgresReader(onSaid) {
  let rest = Buffer.alloc(0)
  let isStarted = false
  let statement = ''
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    for (;;) {
      const typed = isStarted ? 1 : 0
      if (rest.length < typed + 4) return
      const length = rest.readInt32BE(typed) + typed
      if (rest.length < length) return
      const [type, body] = [isStarted ? String.fromCharCode(rest[0]) : '', rest.subarray(typed + 4, length)]
      rest = rest.subarray(length)
      isStarted = true
      if (type === 'Q') onSaid(textAt(body, 0))
      if (type === 'P') statement = textAt(body, body.indexOf(0) + 1)
      if (type === 'B') onSaid(`${statement} | ${JSON.stringify(valuesOf(body))}`)
    }
  }
}

function textAt(bytes, from) {
  return bytes.toString('utf8', from, bytes.indexOf(0, from))
}

function valuesOf(body) {
  let at = body.indexOf(0, body.indexOf(0) + 1) + 1
  const number = (size) => {
    at += size
    return body.readIntBE(at - size, size)
  }
  for (let formats = number(2); formats > 0; formats--) number(2)
  return Array.from({ length: number(2) }, () => {
    const length = number(4)
    if (length < 0) return null
    at += length
    return body.toString('utf8', at - length, at)
  })
}

/** Takes the bytes of one connection to Redis. */
export function redisReader(onSaid) {
  let rest = ''
  return (bytes) => {
    rest += bytes.toString('latin1')
    for (;;) {
      const command = commandAt(rest)
      if (!command) return
      rest = rest.slice(command.end)
      const words = command.words.map((word) => Buffer.from(word, 'latin1').toString())
      if (!/^(?:hello|auth|select|client|info|ping)$/i.test(words[0])) onSaid(words.join(' '))
    }
  }
}

/** Null where it has not come whole. */
function commandAt(text) {
  const [head, count] = /^\*(\d+)\r\n/.exec(text) ?? []
  if (!head) return null
  const words = []
  let end = head.length
  while (words.length < Number(count)) {
    const [line, length] = /^\$(\d+)\r\n/.exec(text.slice(end)) ?? []
    if (!line) return null
    const from = end + line.length
    end = from + Number(length) + 2
    if (text.length < end) return null
    words.push(text.slice(from, end - 2))
  }
  return { words, end }
}
