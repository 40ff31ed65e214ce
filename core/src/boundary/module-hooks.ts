/**
 * Modules whose loading is customised on a thread of its own (`module.register`): the thread answers when it likes. It
 * is not recorded and works in replay too; when each answer reaches the loader is the tape's to say.
 *
 * The loader asks with a message that carries a port for the answer, and then waits for memory that it shares with the
 * thread to change, and looks into that port (`makeAsyncRequest` of `internal/modules/esm/hooks`, the same from Node 20
 * to 26). So an answer is led through a port of our own, put into the loader's, and the loader woken. The loader closes
 * its port once it goes on with an answer: that is where the answer has its place in the order. With an error it doesn't;
 * but it lets go of the thread where it waits for no other answer.
 */
import { MessageChannel, MessagePort } from 'node:worker_threads'
import { defineCall } from '../gate/gate.ts'
import { originalSetImmediate } from '../originals.ts'
import type { Boundary } from './boundary.ts'

const hook = defineCall('module.hook', [], [])

type AnyFn = (this: unknown, ...args: unknown[]) => unknown

/** The message that starts the thread. */
interface Start {
  readonly isInternal?: unknown
  readonly workerData?: { readonly lock?: unknown } | null
}

interface Question {
  readonly method: string
  readonly args: readonly unknown[]
  readonly port: MessagePort
}

interface Answer {
  /** The loader's end of what it has sent for the answer. */
  readonly port: MessagePort
  readonly message: unknown
  /** The loader's port to the thread. */
  readonly thread: unknown
  /** Told once the loader goes on. */
  readonly taken: () => void
}

export const moduleHooks: Boundary = {
  name: 'module-hooks',
  install({ gate, patches }) {
    const prototype = MessagePort.prototype as unknown as Record<string, AnyFn>
    const { postMessage, close } = prototype as { postMessage: AnyFn; close: AnyFn }
    /** What the loader waits for; there is at most one such thread. */
    let shared: Int32Array | null = null
    // One at a time and in a turn of its own: then the next port that is closed tells which answer has been taken, and
    // what the loader does with it is done before the next.
    const waiting: Answer[] = []
    let current: Answer | null = null
    let busy = false
    /** Questions without an answer that the loader has taken. */
    let asked = 0

    const hand = ({ port, message }: Pick<Answer, 'port' | 'message'>): void => {
      Reflect.apply(postMessage, port, [message])
      Atomics.add(shared as Int32Array, 0, 1)
      Atomics.notify(shared as Int32Array, 0)
    }
    const handNext = (): void => {
      const next = waiting.shift()
      busy = next !== undefined
      if (!next) return
      hand(next)
      current = next
      if (isError(next.message) && asked > 1) take()
    }
    const take = (): void => {
      asked--
      current?.taken()
      current = null
      gate.inside++
      originalSetImmediate(handNext)
      gate.inside--
    }

    const lead = (question: Question, thread: unknown, send: (port: MessagePort) => unknown): unknown => {
      const { port } = question
      const { port1, port2 } = new MessageChannel()
      let message: unknown
      asked++
      return gate.background(
        hook,
        [],
        () => {
          if (!gate.performs) hand({ port, message })
        },
        (done) => {
          port1.once('message', (answer: unknown) => {
            Reflect.apply(close, port1, [])
            message = answer
            if (!gate.performs) return done()
            waiting.push({ port, message, thread, taken: done })
            if (!busy) handNext()
          })
          return send(port2)
        },
      )
    }

    patches.method(
      'module-hooks',
      prototype,
      'postMessage',
      ((native: AnyFn): AnyFn =>
        function (this: unknown, ...args) {
          const [message, transfer] = args
          if (typeof message !== 'object' || message === null) return Reflect.apply(native, this, args)
          shared ??= lockOf(message)
          if (shared === null || !gate.open || !isQuestion(message, transfer)) return Reflect.apply(native, this, args)
          return lead(message, this, (port) =>
            Reflect.apply(native, this, [
              { ...message, port },
              (transfer as unknown[]).map((it) => (it === message.port ? port : it)),
            ]),
          )
        }) as never,
    )
    const watch = (key: string, isTaken: (port: unknown, answer: Answer) => boolean): void =>
      patches.method(
        'module-hooks',
        prototype,
        key,
        ((native: AnyFn): AnyFn =>
          function (this: unknown, ...args) {
            if (current && isTaken(this, current)) take()
            return Reflect.apply(native, this, args)
          }) as never,
      )
    watch('close', () => true)
    watch('unref', (port, { thread, message }) => port === thread && isError(message))
  },
}

function lockOf({ isInternal, workerData }: Start): Int32Array | null {
  const lock = isInternal === true ? workerData?.lock : null
  return lock instanceof SharedArrayBuffer ? new Int32Array(lock) : null
}

function isError(answer: unknown): boolean {
  return (answer as { readonly status?: unknown } | null)?.status === 'error'
}

function isQuestion(message: object, transfer: unknown): message is Question {
  const { method, args, port } = message as Partial<Question>
  return (
    (method === 'resolve' || method === 'load') &&
    Array.isArray(args) &&
    port instanceof MessagePort &&
    Array.isArray(transfer) &&
    transfer.includes(port)
  )
}
