// An agent that keeps nothing and looks nothing up: what undici's `fetch` itself takes. With an argument it answers as
// what keeps the order of a recording has to at least: to code that has an async context, and after three turns of the
// loop, in which the program may ask for something that comes sooner.
import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent, fetch, setGlobalDispatcher } from 'undici'
import { work } from './work.mjs'

const inOrder = process.argv[4] !== undefined
const headers = ['content-type', 'application/json'].map((text) => Buffer.from(text))
const turn = (run, left) => (left === 0 ? run() : setImmediate(() => turn(run, left - 1)))

class Floor extends Agent {
  dispatch({ path }, handler) {
    const answer = () => {
      handler.onConnect(() => {}, {})
      handler.onHeaders(200, headers, () => {}, 'OK')
      handler.onData(Buffer.from(JSON.stringify({ url: path })))
      handler.onComplete([])
    }
    if (inOrder) turn(answer, 3)
    else queueMicrotask(answer)
    return true
  }
}

await work({
  async begin() {
    setGlobalDispatcher(new Floor())
    if (inOrder) new AsyncLocalStorage().enterWith({})
    return fetch
  },
  async end() {},
})
