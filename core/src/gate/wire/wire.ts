/**
 * The gate of connections and names in tests. Each connection is live, or leads to fixtures, or both in turn: what a
 * scope that is recorded sends reaches the server, what one that is replayed sends is answered from its fixture. What
 * belongs to no scope is live; where it can't be had, and fixtures know the server, they stand in for it.
 */
import type { ConnectionOptions } from 'node:tls'
import { elapsed, originalQueueMicrotask } from '../../originals.ts'
import { setOwnImmediate } from '../../own-immediate.ts'
import { RetraceError } from '../../errors.ts'
import type { Exchange, Peer } from '../../lens/lens.ts'
import type { RawExchange } from '../../lens/raw/exchange.ts'
import { isSamePeer } from '../../lens/recorded.ts'
import type { Entry } from '../../player/exchange-index.ts'
import { addressOf } from '../../player/describe.ts'
import { once } from '../../once.ts'
import { isBusy } from '../../player/busy.ts'
import { VirtualServer } from '../../player/virtual-server.ts'
import { peerOf } from '../../recording/conversations.ts'
import { activeScopes, isOutside, promises, scopeOfCode, scopeOfConnection } from '../../scope/active.ts'
import type { Scope } from '../../scope/scope.ts'
import type { Op } from '../../tape/op.ts'
import { toBytes, type Sent } from '../../tape/sent.ts'
import type { CallOps } from '../gate.ts'
import { codeOf, lookupError, statusOf, UV_EOF } from '../../system-error.ts'
import { LiveGate } from '../live.ts'
import { Scope as AsyncScope } from '../scope.ts'
import { Addresses } from './addresses.ts'
import { Behind, type Secured } from './behind.ts'
import { Failures } from './failures.ts'
import { Line } from './line.ts'
import { lookedUp, type LookupOptions, lookupAnswer } from './lookup.ts'
import { OwnServers } from './own-servers.ts'
import { factOf } from './tls-facts.ts'
import { type Way, Within } from './within.ts'

export interface WireOptions {
  /** What the fixtures of this test file know of connections, whichever test they belong to. */
  readonly sessions: () => readonly Entry[]
  /** How the running code reaches a server of this process that listens at nothing; null where none has that port. */
  readonly wayTo: (port: number) => Way | null
}

export class WireGate extends LiveGate {
  readonly #lines = new Map<number, Line>()
  readonly #addresses = new Addresses()
  readonly #own = new OwnServers()
  readonly #failures = new Failures()
  readonly #sessions: () => readonly Entry[]
  readonly #wayTo: WireOptions['wayTo']

  constructor({ sessions, wayTo }: WireOptions) {
    super()
    this.#sessions = sessions
    this.#wayTo = wayTo
  }

  /** Whether work is under way that may lead to more. */
  readonly isBusy = (): boolean => {
    if (this.#own.isBusy || Within.underWay > 0 || isBusy()) return true
    for (const line of this.#lines.values()) if (line.awaits) return true
    return false
  }

  /** Whether a server of this very process is there. */
  readonly isOwn = (to: Peer): boolean => this.#own.has(to) || this.#isWithin(to)

  /** Whether a server that listens at nothing is meant, and no other that was at that port when a fixture was recorded. */
  #isWithin(to: Peer): boolean {
    if (to.port === 0 || !Addresses.isLoopback(to.host) || !this.#wayTo(to.port)) return false
    return scopeOfConnection()?.index?.knows(this.#addresses.named(to)) !== true
  }

  /**
   * Hangs up where a server can't go on: where nothing is behind a connection, or its server doesn't know all that was
   * said on it.
   *
   * @returns what clients lose by it that don't make another connection by themselves
   */
  hangUpVirtual(): RetraceError | null {
    let lost: RetraceError | null = null
    for (const line of this.#lines.values()) {
      if (line.canGoOn || (!line.isVirtual && !line.isUntold)) continue
      const error = line.isLoggedIn ? lostBy(line, NOT_TAKEN_UP) : null
      lost ??= error
      this.#hangUp(line, error ?? 'EOF')
    }
    return lost
  }

  /** Hangs up where nothing is behind a connection, nor can be, and nobody waits for an answer on it. */
  hangUpIdle(): void {
    for (const line of this.#lines.values())
      if (line.isVirtual && !line.within && !line.canGoOn && !line.isAnswering) this.#hangUp(line, 'EOF')
  }

  override standsIn(target: number): boolean {
    return this.#lines.get(target)?.isVirtual ?? false
  }

  override answers(target: number): boolean {
    const line = this.#lines.get(target)
    if (!line) return false
    if (line.isVirtual) return true
    if (line.isLetThrough) return false
    const scope = scopeOfConnection()
    return scope?.mode === 'replay' && !scope.allows(line.to)
  }

  override exchange(
    op: Op,
    target: number,
    asked: readonly unknown[],
    perform: () => readonly unknown[],
  ): readonly unknown[] {
    const line = this.#lines.get(target)
    switch (op.name) {
      case 'socket.connect':
        return this.#connect(target, asked[0] as readonly unknown[], perform)
      case 'socket.bind':
        return this.#bind(target, asked[0] as readonly unknown[], perform)
      case 'socket.address':
        return line?.isVirtual ? this.#addressOf(line, asked[0]) : this.#learnAddress(target, asked[0], perform())
      case 'stream.write':
        if (!line || !this.answers(target)) return perform()
        if (line.within) {
          line.within.write(asked[0] as Uint8Array)
          return [0, 0]
        }
        if (line.behind?.takesReply(asked[0] as Uint8Array)) return [0, 0]
        line.sent(asked[0] as Uint8Array, true)
        return [0, 0]
      case 'stream.shutdown':
        if (line) line.isLeft = true
        if (!line?.isVirtual) return perform()
        this.#soon(line, 'stream.shut', [0])
        if (line.within) line.within.finish()
        else if (line.behind) line.behind.finish()
        else this.#servers.get(line)?.finish()
        return [0]
      case 'tls.start':
        if (!line?.isVirtual) return perform()
        this.#soon(line, 'tls.callback', ['onhandshakedone', [], null])
        return [0]
      case 'tls.fact':
        return line?.isVirtual ? [factOf(asked[0] as string)] : perform()
    }
    return perform()
  }

  override quiet<T>(_op: Op, target: number, normal: T, original: () => T): T {
    return this.standsIn(target) ? normal : original()
  }

  override sent(_op: Op, target: number, sent: Sent, encoding: BufferEncoding | undefined): void {
    const line = this.#lines.get(target)
    if (!line && !this.#own.isEnd(target)) return
    const bytes = toBytes(sent, encoding)
    this.#own.sent(target, bytes.length)
    line?.sent(bytes, false)
  }

  override delivery(op: Op, target: number, a?: unknown): void {
    const line = this.#lines.get(target)
    switch (op.name) {
      case 'stream.read':
        // A read that shares its buffer is known once Node has taken its part.
        return typeof a === 'function'
          ? this.#readLater(target, a as () => Uint8Array)
          : this.#read(target, a as Uint8Array)
      case 'stream.end':
        return this.#ended(target, a as () => number)
      case 'handle.closed':
        this.#own.closed(target)
        this.#forHttp2.delete(target)
        line?.behind?.close()
        line?.within?.close()
        line?.over(null)
        this.#lines.delete(target)
    }
  }

  override note(op: Op, target: number, fields: readonly unknown[]): void {
    if (op.name === 'socket.accepted') this.#own.join(target)
    if (op.name === 'http2.taken') return this.#takenByHttp2(target)
    if (op.name !== 'tls.over') return
    const below = this.#lines.get(fields[0] as number)
    if (below) this.#over(below, target)
    else this.#waiting.set(fields[0] as number, target)
  }

  override withholds(op: Op, target: number, status: number): boolean {
    const line = this.#lines.get(target)
    if (op.name !== 'socket.connected' || !line) return false
    if (status !== 0) return this.#standsInFor(line, status)
    this.#failures.reached(line.to, line.address)
    return false
  }

  override call<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    const give = settle as (...results: unknown[]) => void
    if (ops.ask.name !== 'dns.lookup') return start(give)
    const [name, options] = asked as [string, LookupOptions]
    const isAll = typeof options === 'object' && options?.all === true
    const answer = this.#lookUp(name)
    if (answer) {
      const context = new AsyncScope(ops.ask.name)
      const results = answer instanceof Error ? [answer] : lookupAnswer(answer, isAll)
      this.at(scopeOfCode(), 0, () => context.runInAsyncScope(give, undefined, ...results))
      return undefined
    }
    return start((error, ...results) => {
      const stand = error ? this.#standInFor(name, error as NodeJS.ErrnoException) : null
      if (stand !== null) return give(...lookupAnswer(stand, isAll))
      for (const address of lookedUp(results[0])) this.#addresses.learn(name, address)
      give(error, ...results)
    })
  }

  override promise<T>(ops: CallOps, asked: readonly unknown[], start: () => Promise<T>): Promise<T> {
    if (ops.ask.name !== 'dns.lookupPromise') return start()
    const [name, options] = asked as [string, LookupOptions]
    const answer = this.#lookUp(name)
    if (answer instanceof Error) return Promise.reject(answer)
    const entry = answer === null ? null : { address: answer, family: 4 }
    if (entry) return Promise.resolve((typeof options === 'object' && options?.all ? [entry] : entry) as T)
    return start()
  }

  // Names

  /** The address of a name for a scope that is replayed, or why it has none; null where it has to be resolved. */
  #lookUp(name: string): string | Error | null {
    const scope = scopeOfConnection()
    if (scope?.mode !== 'replay' || scope.allowsAny(name)) return null
    if (name === 'localhost' && !scope.adds && !this.#own.isAny) return this.#addresses.invent(name)
    // What is there may be at any of its addresses.
    if (Addresses.isLoopback(name)) return null
    const failure = scope.index?.failureOf({ host: name, port: 0, secure: false })
    if (!failure && scope.adds) return null
    if (!failure) return this.#addresses.invent(name)
    failure.uses++
    return lookupError(failure.recorded.broke as string, name)
  }

  /** An address for a name that can't be resolved, where a fixture may answer in place of the host. */
  #standInFor(name: string, error: NodeJS.ErrnoException): string | null {
    const scope = scopeOfConnection()
    const peer: Peer = { host: name, port: 0, secure: false }
    const entries = scope?.adds ? (scope.index?.entries ?? []) : scope && !scope.isPassive ? [] : this.#sessions()
    const isKnown = entries.some(({ recorded }) => recorded.to.host === name)
    if (scope && (scope.mode === 'record' || (scope.adds && !isKnown)))
      scope.fail(nothing(), peer, error.code ?? 'ENOTFOUND')
    return isKnown ? this.#addresses.invent(name) : null
  }

  // Connections

  #connect(id: number, to: readonly unknown[], perform: () => readonly unknown[]): readonly unknown[] {
    const address = peerOf(to)
    if (this.#own.has(address)) {
      this.#own.join(id)
      return perform()
    }
    const peer = this.#addresses.named(address)
    if (this.#isWithin(address)) {
      this.#connected(this.#lineWithin(id, peer), 0)
      return [0]
    }
    const scope = scopeOfConnection()
    if (this.#isForHttp2(id) && this.#refusesHttp2(scope, peer)) return [statusOf('ECONNREFUSED')]
    const isReplayed = scope?.mode === 'replay' && !scope.allows(peer) && !asksServer(scope, peer)
    const line = this.#newLine(id, peer, isReplayed || this.#addresses.isInvented(address.host))
    line.isReplayed = isReplayed
    line.address = address.host
    this.#takeAbove(line)
    if (!line.isVirtual) {
      const result = perform()
      const status = result[0] as number
      line.isFresh = true
      return status !== 0 && this.#standsInFor(line, status) ? [0] : result
    }
    const failure = scope?.index?.failureOf(peer)
    if (failure) failure.uses++
    this.#connected(line, failure ? statusOf(failure.recorded.broke as string) : 0)
    return [0]
  }

  /** TLS handles that were made before their connection was: a client's is. */
  readonly #waiting = new Map<number, number>()

  #takeAbove(line: Line): void {
    const above = this.#waiting.get(line.id)
    if (above === undefined) return
    this.#waiting.delete(line.id)
    this.#over(line, above)
  }

  /** Handles that were taken by HTTP/2 before it was known where they lead. */
  readonly #forHttp2 = new Set<number>()

  #takenByHttp2(id: number): void {
    const line = this.#lines.get(id)
    if (!line) return void this.#forHttp2.add(id)
    if (this.#refusesHttp2(scopeOfConnection(), line.to)) this.#hangUp(line, 'ECONNRESET')
  }

  /** Whether it, or the TLS above it, was. */
  #isForHttp2(id: number): boolean {
    const above = this.#waiting.get(id)
    return this.#forHttp2.delete(id) || (above !== undefined && this.#forHttp2.delete(above))
  }

  #refusesHttp2(scope: Scope | null, to: Peer): boolean {
    if (!scope || scope.allows(to) || (scope.isPassive && scope.mode === 'record')) return false
    scope.fails(new RetraceError('HTTP2_UNSEEN', { what: addressOf(to), name: scope.options.name }))
    return true
  }

  #lineWithin(id: number, to: Peer): Line {
    const line = this.#newLine(id, to, true)
    line.within = new Within(() => this.#wayTo(to.port), {
      deliver: (bytes) => this.#deliver(line.above ?? line, bytes),
      hangUp: (why) => this.#hangUp(line.above ?? line, why),
    })
    this.#takeAbove(line)
    return line
  }

  #over(below: Line, id: number): void {
    const line = this.#newLine(id, { ...below.to, secure: true }, below.isVirtual)
    line.within = below.within
    line.opener = below.opener
    line.isReplayed = below.isReplayed
    below.above = line
    line.below = below
  }

  #newLine(id: number, peer: Peer, isVirtual: boolean): Line {
    const server = new VirtualServer({
      to: peer,
      outlet: {
        deliver: (bytes) => this.#deliver(line, bytes),
        belongs: (exchange, scope, connection) => {
          scope.goOnAs(line, connection)
          line.belongs(exchange, scope, true)
        },
        isLive: () => !line.isVirtual || line.canGoOn,
        pass: (exchange, scope, over) => this.#write(line, line.pass(exchange, scope, over)),
        hangUp: (why) => this.#hangUp(line, why),
        at: (scope, time, run, isIdle) => this.at(scope, time, run, isIdle),
        rested: (run) => this.#rested(run),
      },
      scopes: replayedScopes,
      sessions: this.#sessions,
    })
    const line: Line = new Line(id, peer, isVirtual, (exchange, isWhole) => {
      // What belongs to a test that is over is nobody's.
      if (line.isVirtual && line.isStray(exchange)) return this.#hangUp(line, 'EOF')
      if (line.isForServer(exchange)) {
        if (isWhole) line.begins(exchange)
        return server.pass(exchange, isWhole)
      }
      const scope = scopeOfConnection()
      if (line.isVirtual && scope?.mode === 'record' && !scope.isPassive) return this.#lose(line, scope, NOT_TAKEN_UP)
      line.isUsed = true
      server.ask(exchange, isWhole)
    })
    line.opener = scopeOfCode()
    this.#servers.set(line, server)
    this.#lines.set(id, line)
    return line
  }

  readonly #servers = new WeakMap<Line, VirtualServer>()

  /** From now on the server goes on where fixtures have answered so far. */
  #putBehind(line: Line): Behind {
    const scope = scopeOfConnection()
    return new Behind(
      line.to,
      {
        deliver: (bytes) => this.#deliver(line, bytes),
        relay: (bytes) => this.#receive(line, 'stream.read', [bytes]),
        told: (exchange) => line.serves(exchange),
        hangUp: (why) => this.#hangUp(line, why),
        fails: (why) => this.#lose(line, scope, `its server can not be reached (${why})`),
        awaits: () => line.awaits,
      },
      this.aside,
      line.below && this.#secured(line.below, line),
    )
  }

  #secured(below: Line, { id }: Line): Secured {
    let options: ConnectionOptions = {}
    const asking = this.receivers.get('tls.over')
    if (asking?.ready(id, [])) asking.deliver(id, [(its: ConnectionOptions) => (options = its)])
    return { to: below.to, told: below.tell(), served: (exchange) => below.serves(exchange), options }
  }

  #lose(line: Line, scope: Scope | null, why: string): void {
    const error = lostBy(line, why)
    if (!scope?.isPassive) scope?.fails(error)
    this.#hangUp(line, error)
  }

  /** A connection is there, or isn't, by and by. */
  #connected(line: Line, status: number): void {
    this.#soon(line, 'socket.connected', [status, status === 0, status === 0])
    if (line.within) this.at(null, 0, () => line.within?.begin())
    else if (status === 0) this.at(null, 0, () => this.#servers.get(line.above ?? line)?.greet())
  }

  /** Where a server can't be had: whether fixtures that know it stand in for it. */
  #standsInFor(line: Line, status: number): boolean {
    const scope = scopeOfConnection()
    const { to } = line
    const isKnown = scope?.adds ? scope.index?.knows(to) : (!scope || scope.isPassive) && this.#isKnown(to)
    if (scope && (scope.mode === 'record' || (scope.adds && !isKnown)))
      this.#failures.add(scope, nothing(), to, line.address, codeOf(status))
    // A host may have another address, which is tried next.
    if (line.address === '::1' || !isKnown) return false
    line.isVirtual = true
    if (line.above) line.above.isVirtual = true
    this.#connected(line, 0)
    return true
  }

  /** Whether a fixture of this test file was recorded with that server. */
  #isKnown(peer: Peer): boolean {
    return this.#sessions().some(({ recorded: { to } }) => isSamePeer(to, peer))
  }

  #bind(id: number, [place, port]: readonly unknown[], perform: () => readonly unknown[]): readonly unknown[] {
    const result = perform()
    if (result[0] === 0 || result[0] === undefined)
      this.#own.listens(id, typeof port === 'number' ? port : String(place))
    return result
  }

  /** A server that was told no port says which one it has. */
  #learnAddress(id: number, of: unknown, result: readonly unknown[]): readonly unknown[] {
    const { port } = (result[1] ?? {}) as { port?: number }
    if (of === 'local' && port !== undefined && this.#own.isServer(id)) this.#own.listens(id, port)
    return result
  }

  #addressOf({ to, id }: Line, of: unknown): readonly unknown[] {
    const local = { address: '127.0.0.1', family: 'IPv4', port: 32768 + (id % 28232) }
    return [0, of === 'local' ? local : { address: this.#addresses.invent(to.host), family: 'IPv4', port: to.port }]
  }

  // Bytes

  #read(id: number, bytes: Uint8Array): void {
    this.#own.read(id, bytes.length)
    // The program may write into what it reads.
    this.#lines.get(id)?.received(Buffer.from(bytes))
  }

  #readLater(id: number, bytes: () => Uint8Array): void {
    originalQueueMicrotask(() => this.#read(id, bytes()))
  }

  /** Why it has ended is known once Node has taken note of it. */
  #ended(id: number, status: () => number): void {
    originalQueueMicrotask(() => {
      const errno = status()
      this.#lines.get(id)?.over(errno === UV_EOF ? 'EOF' : codeOf(errno))
    })
  }

  /** What the program has sent goes to the server. */
  #write(line: Line, bytes: Uint8Array): void {
    if (line.isVirtual) return (line.behind ??= this.#putBehind(line)).send(line.tell(), bytes)
    const { id } = line
    const sender = this.receivers.get('stream.write')
    if (bytes.length > 0 && sender?.ready(id, [])) sender.deliver(id, [bytes])
  }

  #deliver(line: Line, bytes: Uint8Array): void {
    if (this.#lines.get(line.id) !== line) return
    if (!line.within) line.received(bytes)
    this.#receive(line, 'stream.read', [bytes])
  }

  #hangUp(line: Line, why: string | Error): void {
    if (this.#lines.get(line.id) !== line) return
    line.over(typeof why === 'string' ? why : null)
    this.#receive(line, 'stream.end', [why === 'EOF' ? UV_EOF : typeof why === 'string' ? statusOf(why) : why])
  }

  #soon(line: Line, name: string, fields: readonly unknown[]): void {
    const scope = scopeOfConnection()
    const receive = once(() => this.#receive(line, name, fields))
    this.at(scope, 0, receive)
    // A connection may outlive the test; without this it would stay as it is for ever.
    scope?.onceOver(() => this.at(null, 0, receive))
  }

  #receive({ id }: Line, name: string, fields: readonly unknown[]): void {
    const receiver = this.receivers.get(name)
    if (!receiver?.ready(id, fields)) return
    promises.delivering(() => receiver.deliver(id, fields))
  }

  /** Does something once the loop has turned for a while with nothing to do; several in their order. */
  #rested(run: () => void): void {
    this.#resting.push(run)
    this.#restless = TURNS_TO_REST
    if (this.#resting.length === 1) setOwnImmediate(this.#rest)
  }

  readonly #resting: (() => void)[] = []
  #restless = 0

  readonly #rest = (): void => {
    if (this.#restless-- > 0 || this.isBusy()) return setOwnImmediate(this.#rest)
    for (const run of this.#resting.splice(0)) run()
  }

  /** Does something at a scope's time; without a scope, in the next turn. */
  at(scope: Scope | null, time: number, run: () => void, isIdle?: () => boolean): void {
    if (scope) scope.at(time, run, isIdle)
    else setOwnImmediate(run)
  }
}

const NOT_TAKEN_UP = 'a server can not take it up in the midst'

function lostBy({ to }: Line, why: string): RetraceError {
  return new RetraceError('CONNECTION_REPLAYED', { what: addressOf(to), why })
}

/** How often the loop turns before the program has nothing more to do: a body is read chunk by chunk. */
const TURNS_TO_REST = 8

/** Whether a scope that adds to its fixture connects to a server: not where there was none, or where it spoke in turns. */
function asksServer({ adds, index }: Scope, to: Peer): boolean {
  return adds && index !== null && index.failureOf(to) === null && !index.hasConversation(to)
}

/** An exchange of which nothing was said. */
function nothing(): Exchange {
  const exchange: RawExchange = { protocol: 'raw', at: elapsed(), endedAt: null, sent: [], received: [] }
  return exchange
}

/** The likeliest first. */
function replayedScopes(): Scope[] {
  if (isOutside()) return []
  const own = scopeOfCode()
  const others = [...activeScopes()].filter((scope) => scope !== own)
  return [...(own ? [own] : []), ...others].filter(({ mode }) => mode === 'replay')
}
