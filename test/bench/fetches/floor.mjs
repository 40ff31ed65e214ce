// What undici's `fetch` itself takes, from an agent that keeps nothing and looks nothing up. By argument:
// - `answers`: in place of undici's client, as SnapshotAgent does
// - `in-order`: the same, as what keeps the order of a recording has to at least: to code that has an async context, and
//   after three turns of the loop, in which the program may ask for something that comes sooner
// - `client`: that too, to undici's own client and parser, in place of a socket
import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { Agent, fetch, setGlobalDispatcher } from 'undici'
import { work } from './work.mjs'

const way = process.argv[4]
/** As many as a server answers with. */
const lines = {
  'content-type': 'application/json',
  date: 'Thu, 01 Jan 2026 00:00:00 GMT',
  connection: 'keep-alive',
  'keep-alive': 'timeout=5',
  'content-length': '77',
}
const headers = Object.entries(lines).flatMap((line) => line.map((text) => Buffer.from(text)))
const bodyFor = (path) => Buffer.from(JSON.stringify({ method: 'GET', url: path, type: '', size: 0 }))

function answer(run, turns = way === 'answers' ? 0 : 3) {
  if (way === 'answers') queueMicrotask(run)
  else if (turns === 0) run()
  else setImmediate(() => answer(run, turns - 1))
}

class Answers extends Agent {
  dispatch({ path }, handler) {
    answer(() => {
      handler.onConnect(() => {}, {})
      handler.onHeaders(200, headers, () => {}, 'OK')
      handler.onData(bodyFor(path))
      handler.onComplete([])
    })
    return true
  }
}

/** No stream, but the least that undici's client takes for one. */
class Socket extends EventEmitter {
  destroyed = false
  readableLength = 0
  path = ''
  left = null

  setNoDelay() {}
  setKeepAlive() {}
  setTimeout() {}
  ref() {}
  unref() {}
  cork() {}
  uncork() {}
  resume() {}
  pause() {}

  destroy() {
    this.destroyed = true
    this.emit('close')
    return this
  }

  read() {
    const bytes = this.left
    this.left = null
    return bytes
  }

  write(data) {
    const text = String(data)
    const [, method, path = this.path] = /^(\w+) (\S+) HTTP/.exec(text) ?? []
    this.path = path
    // undici writes the body of a POST by itself.
    if (method !== 'POST') answer(() => this.respond())
    return true
  }

  end() {}

  respond() {
    const body = bodyFor(this.path)
    const said = Object.entries({ ...lines, 'content-length': body.length }).map((line) => line.join(': '))
    this.left = Buffer.concat([Buffer.from(`${['HTTP/1.1 200 OK', ...said].join('\r\n')}\r\n\r\n`), body])
    this.emit('readable')
  }
}

function connect(_to, connected) {
  const socket = new Socket()
  queueMicrotask(() => connected(null, socket))
  return socket
}

await work({
  async begin() {
    setGlobalDispatcher(way === 'client' ? new Agent({ connect }) : new Answers())
    if (way !== 'answers') new AsyncLocalStorage().enterWith({})
    return fetch
  },
  async end() {},
})
