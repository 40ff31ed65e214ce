/** The server's side of a connection that leads to fixtures: finds what answers a request, and says it in time. */
import { RetraceError } from '../errors.ts'
import { lazy } from '../lazy.ts'
import { responderOf } from '../lens/index.ts'
import type { Exchange, Peer, Piece, Question, Responder } from '../lens/lens.ts'
import { isSamePeer, UNFINISHED } from '../lens/recorded.ts'
import { once } from '../once.ts'
import { promises } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'
import { changes } from './changes.ts'
import { describeChanges, describeMiss, describeRequest, whereOf } from './describe.ts'
import type { Entry, Found } from './exchange-index.ts'
import { Replies } from './replies.ts'

/** What the server's side of a connection can do. */
export interface Outlet {
  deliver(bytes: Uint8Array): void
  /** An exchange is answered from the fixture of a scope, as one that was recorded on a connection of that number. */
  belongs(exchange: Exchange, scope: Scope, connection: number): void
  /** Whether there is a server that can be asked. */
  isLive(): boolean
  /** Asks the server, on behalf of a scope or of nobody; `over` is called once it has answered. */
  pass(exchange: Exchange, scope: Scope | null, over: () => void): void
  /** @param why - `EOF`, the code of an error of the system, or an error */
  hangUp(why: string | Error): void
  /** Does something once what is under way in the program has come to a rest. */
  rested(run: () => void): void
  /**
   * Does something at a time of a scope, or as soon as nothing else is to be done; time doesn't jump for what is idle.
   */
  at(scope: Scope | null, time: number, run: () => void, isIdle?: () => boolean): void
}

export interface VirtualServerOptions {
  readonly to: Peer
  readonly outlet: Outlet
  /** The scopes that may be asking, the likeliest first. */
  readonly scopes: () => readonly Scope[]
  /** What is known of sessions from elsewhere. */
  readonly sessions: () => readonly Entry[]
}

interface Match {
  readonly scope: Scope | null
  readonly found: Found
}

export class VirtualServer {
  readonly #options: VirtualServerOptions
  /** How many pieces of its answer a request has been given. */
  readonly #given = new WeakMap<Exchange, number>()
  /** By scope, the recorded connection that this one goes on as. */
  readonly #goesOnAs = new Map<Scope, GoingOn>()
  /** What was refused, and how many bytes of that have been said. */
  readonly #refused = new WeakMap<Exchange, { readonly error: Error; readonly said: number }>()
  /** When the last piece is due, by the time of its scope, since pieces keep their order. */
  #last = 0
  #lastScope: Scope | null = null
  readonly #replies: Replies
  /** What is asked while it is open who asks, or while the server itself is answering. */
  #held: (() => void)[] | null = null
  /** What the server itself is answering. */
  #passed: Exchange | null = null
  /** What the server itself hasn't heard of, where it may have to. */
  readonly #answered: Exchange[] = []
  /** What it has heard a part of. */
  readonly #begun = new WeakSet<Exchange>()

  constructor(options: VirtualServerOptions) {
    this.#options = options
    this.#replies = new Replies((scope, time, run) => options.outlet.at(scope, time, run))
  }

  /** The connection is there: a server may be the first to speak. */
  greet(): void {
    const { to, scopes } = this.#options
    const isGreeting = ({ recorded, uses, question }: Entry): boolean =>
      (uses === 0 || question.isSession) && greetingOf(recorded.exchange).length > 0
    for (const scope of [...scopes(), null]) {
      const its = this.#entries(scope).filter(({ recorded }) => isSamePeer(recorded.to, to))
      const entry = its.find(isGreeting)
      if (entry) {
        if (!entry.question.isSession) entry.uses++
        this.#say(scope, greetingOf(entry.recorded.exchange))
        if (scope) this.#goOn(scope, entry)
      }
      // Who knows the server knows whether it speaks first; all fixtures are only read where nobody does.
      if (its.length > 0) return
    }
  }

  /** The client has said all: once it is answered, a server hangs up; at the latest when its test is over. */
  finish(): void {
    const { outlet } = this.#options
    const hangUp = once(() => outlet.hangUp('EOF'))
    this.#later(this.#lastScope, this.#last, hangUp)
    this.#lastScope?.onceOver(() => outlet.at(null, 0, hangUp))
  }

  ask(exchange: Exchange, isWhole: boolean): void {
    if (this.#passed === exchange) return this.#passOn(exchange, null)
    if (this.#held) return void this.#held.push(() => this.ask(exchange, isWhole))
    const all = this.#matches(exchange, isWhole)
    // With a queue the one who asked may still be on the way to say that it waits.
    if (promises.isDelivering && all.length > 1) return this.#hold(exchange, isWhole)
    this.#answer(exchange, isWhole, all[0] as Match)
  }

  /** Who asks is told apart once everybody has come to a rest. */
  #hold(exchange: Exchange, isWhole: boolean): void {
    const held: (() => void)[] = []
    this.#held = held
    this.#options.outlet.rested(() => {
      this.#held = null
      this.#answer(exchange, isWhole, longestWaiting(this.#matches(exchange, isWhole)))
      for (const run of held) run()
    })
  }

  /** The server is asked by who isn't replayed. */
  pass(exchange: Exchange, isWhole: boolean): void {
    if (this.#held && this.#passed !== exchange) return void this.#held.push(() => this.pass(exchange, isWhole))
    if (isWhole) this.#await(exchange)
    this.#passOn(exchange, null)
  }

  #answer(exchange: Exchange, isWhole: boolean, match: Match): void {
    if (this.#isForServer(exchange, isWhole, match)) return this.#pass(exchange, isWhole, match)
    const { scope, found } = match
    if (found.kind === 'wait') return
    if (found.kind === 'miss') {
      const like = scope?.options.review ? this.#like(scope, exchange, isWhole, found) : null
      return like ? this.#answerBy(like, exchange, isWhole, scope) : this.#miss(scope, exchange, found)
    }
    if (scope?.adds && isWhole && found.changes.length > 0)
      return this.#miss(scope, exchange, { kind: 'miss', used: false, nearest: [found.entry] })
    this.#answerBy(found, exchange, isWhole, scope)
  }

  #answerBy(
    { entry, changes }: Found & { kind: 'found' },
    exchange: Exchange,
    isWhole: boolean,
    scope: Scope | null,
  ): void {
    const { outlet, to } = this.#options
    const responder = responderOf(exchange.protocol)
    const { recorded } = entry
    const isOver = responder.isOver?.(recorded.exchange, exchange) ?? false
    const isSettled = isWhole || isOver || responder.mayBecome !== undefined
    if (isSettled) {
      entry.uses++
      if (scope?.adds && !this.#begun.has(exchange)) this.#answered.push(exchange)
      if (scope) outlet.belongs(exchange, scope, recorded.connection)
      scope?.answers({ exchange, to, entry, changes }, () => {
        const what = describeChanges(recorded, changes, scope.options.name)
        return new RetraceError('EXCHANGE_CHANGED', { what })
      })
    }
    if (!entry.question.isSession) scope?.timeline?.reach(recorded.exchange.at)
    const pieces = responder.answer(recorded.exchange, exchange, isWhole)
    this.#say(scope, pieces.slice(this.#given.get(exchange) ?? 0))
    this.#given.set(exchange, pieces.length)
    if (!isSettled) return
    const { broke } = recorded
    if (scope && broke === UNFINISHED && pieces.length === 0) this.#lack(scope, exchange, recorded.exchange.at)
    const how = broke === UNFINISHED ? null : (broke ?? (responder.hangsUp?.(recorded.exchange) ? 'EOF' : null))
    if (how !== null)
      this.#later(scope, pieces.at(-1)?.at ?? recorded.exchange.at, () => this.#options.outlet.hangUp(how))
    if (scope) this.#goOn(scope, entry)
  }

  /** What comes next to something that the recording doesn't have, or not once more; null where nothing does. */
  #like(
    { index }: Scope,
    exchange: Exchange,
    isWhole: boolean,
    { used, nearest }: Found & { kind: 'miss' },
  ): (Found & { kind: 'found' }) | null {
    const question = index?.questionOf(exchange)
    if (!index || !question) return null
    const entry = used ? nearest.at(-1) : index.like(this.#options.to, exchange, question, isWhole)
    if (!entry || entry.uses >= MAX_USES) return null
    const { details, operation } = entry.question
    return {
      kind: 'found',
      entry,
      changes: changes({ operation, ...details }, { ...question.details, operation: question.operation }),
    }
  }

  /**
   * Whether a scope that adds to its fixture asks what that doesn't have. What only serves the connection is for the
   * server too, which has to know it. A conversation in turns is all from the one, or all from the other.
   */
  #isForServer(exchange: Exchange, isWhole: boolean, { scope, found }: Match): boolean {
    if (!scope?.adds || !this.#options.outlet.isLive()) return false
    const { question, mayBecome, concernsServer, needs } = responderOf(exchange.protocol)
    if (mayBecome) return found.kind === 'miss' && this.#answered.length === 0
    if (question(exchange).isSession || concernsServer?.(exchange)) return true
    const isNew = found.kind !== 'found' || (isWhole && found.changes.length > 0)
    return isNew && !needs?.(exchange, this.#answered)
  }

  #pass(exchange: Exchange, isWhole: boolean, { scope, found }: Match): void {
    const { question, answer, mayBecome } = responderOf(exchange.protocol)
    if (!isWhole) {
      this.#begun.add(exchange)
      // What the server says to a part of it, the fixture need not say again.
      if (found.kind === 'found')
        this.#given.set(exchange, answer(found.entry.recorded.exchange, exchange, false).length)
      return this.#passOn(exchange, mayBecome ? scope : null)
    }
    this.#await(exchange)
    const isKnown = found.kind === 'found' && found.changes.length === 0
    if (isKnown) found.entry.uses++
    this.#passOn(exchange, isKnown || question(exchange).isSession ? null : scope)
  }

  /** Answers come in the order in which they were asked for. */
  #await(exchange: Exchange): void {
    this.#passed = exchange
    this.#held ??= []
  }

  #passOn(exchange: Exchange, scope: Scope | null): void {
    const over = (): void => {
      if (this.#passed !== exchange) return
      this.#passed = null
      const held = this.#held ?? []
      this.#held = null
      for (const run of held) run()
    }
    const pass = (): void => this.#options.outlet.pass(exchange, scope, over)
    // Behind what is still to be said here; a test that ends meanwhile doesn't keep the server from hearing it.
    if (this.#replies.isEmpty) pass()
    else this.#later(this.#lastScope, this.#last, pass)
  }

  /**
   * Finds the exchange, and whose it is: what was asked says more than who seems to ask. Several, where that does not
   * tell, and the likeliest first.
   */
  #matches(exchange: Exchange, isWhole: boolean): readonly Match[] {
    const { to, scopes } = this.#options
    const question = lazy(() => responderOf(exchange.protocol).question(exchange))
    const all = scopes().map((scope): Match => ({
      scope,
      found: (scope.index as NonNullable<Scope['index']>).find(to, exchange, question, isWhole),
    }))
    const [first] = all
    const exact = all.filter(({ found }) => found.kind === 'found' && found.changes.length === 0)
    if (exact.length > 0) return next(exact)
    const its = question()
    const session = its.isSession ? this.#session(exchange, its) : null
    if (session) return [{ scope: first?.scope ?? null, found: { kind: 'found', entry: session, changes: [] } }]
    return [first ?? { scope: null, found: { kind: 'miss', used: false, nearest: [] } }]
  }

  /** What answers a request that only serves the connection, where its scope has none of the kind. */
  #session(exchange: Exchange, question: Question): Entry | null {
    const known = this.#options
      .sessions()
      .find(
        ({ recorded, question: its }) =>
          recorded.exchange.protocol === exchange.protocol && its.operation === question.operation,
      )
    if (known) return known
    const usual = responderOf(exchange.protocol).usual(exchange)
    return (
      usual && {
        recorded: { to: this.#options.to, connection: 0, exchange: usual, broke: null },
        question,
        key: '',
        isLoose: false,
        uses: 0,
      }
    )
  }

  #entries(scope: Scope | null): readonly Entry[] {
    return scope?.index?.entries ?? this.#options.sessions()
  }

  #miss(scope: Scope | null, exchange: Exchange, found: Found & { kind: 'miss' }): void {
    const { to } = this.#options
    // Of what is asked in parts, the first has been refused.
    const refused = this.#refused.get(exchange)
    if (refused) return this.#refuse(scope, exchange, refused.error)
    const code = !scope
      ? 'OUTSIDE_RECORDING'
      : scope.adds
        ? 'SERVER_NEEDED'
        : found.used
          ? 'EXCHANGE_USED_UP'
          : 'EXCHANGE_MISSING'
    const error = new RetraceError(code, describeMiss(scope, to, exchange, found))
    scope?.lacks({ exchange, to, entry: null, changes: [] }, error)
    this.#refuse(scope, exchange, error)
  }

  #refuse(scope: Scope | null, exchange: Exchange, error: Error): void {
    const refusal = responderOf(exchange.protocol).refuse(exchange, error.message)
    if (!refusal) return this.#later(scope, 0, () => this.#options.outlet.hangUp(error))
    const said = this.#refused.get(exchange)?.said ?? 0
    this.#say(scope, [{ at: 0, bytes: refusal.subarray(said) }])
    this.#refused.set(exchange, { error, said: refusal.length })
  }

  /** There is no answer: its test was over before one came. */
  #lack(scope: Scope, exchange: Exchange, at: number): void {
    const { to, outlet } = this.#options
    const error = lazy(() => {
      const details = { what: describeRequest(exchange, to), where: whereOf(scope) }
      return new RetraceError('EXCHANGE_UNFINISHED', details)
    })
    // The program still waits for it, and nothing else is to come.
    outlet.at(scope, at + PATIENCE, () => {
      scope.fails(error())
      outlet.hangUp(error())
    })
    const { refuse } = responderOf(exchange.protocol)
    if (!refuse(exchange, '')) return
    this.#replies.addGap(scope, () => {
      if (scope.isActive) scope.fails(error())
      outlet.deliver(refuse(exchange, error().message) as Uint8Array)
    })
  }

  /** What came together is said together, as far as one read of a socket goes. */
  #say(scope: Scope | null, pieces: readonly Piece[]): void {
    for (let i = 0; i < pieces.length;) {
      const { at } = pieces[i] as Piece
      const together: Uint8Array[] = []
      for (; i < pieces.length && pieces[i]?.at === at; i++) together.push((pieces[i] as Piece).bytes)
      for (const read of readsOf(Buffer.concat(together)))
        this.#later(scope, at, () => this.#options.outlet.deliver(read), 'answer')
    }
  }

  #later(scope: Scope | null, at: number, run: () => void, kind: 'answer' | 'act' = 'act'): void {
    this.#last = scope === this.#lastScope ? Math.max(this.#last, at) : at
    this.#lastScope = scope
    this.#replies.add(scope, this.#last, run, kind)
  }

  #recordedAs(scope: Scope, entry: Entry): GoingOn {
    const { connection } = entry.recorded
    const isSure = !entry.question.isSession
    const known = this.#goesOnAs.get(scope)
    const isOther = known !== undefined && known.connection !== connection
    if (known?.isSure || (isOther && scope.index?.isAsked(known.connection, entry))) return known
    const its = { connection, isSure: isSure || isOther }
    this.#goesOnAs.set(scope, its)
    return its
  }

  /** What a server says unasked comes where the connection goes on on which it was said. */
  #goOn(scope: Scope, answered: Entry): void {
    const { connection, isSure } = this.#recordedAs(scope, answered)
    for (const entry of scope.index?.unasked(connection, isSure) ?? []) {
      entry.uses++
      const { exchange } = entry.recorded
      // It has its time, and no answer waits for it; what the program asked before may have led to it.
      for (const { at, bytes } of responderOf(exchange.protocol).answer(exchange, exchange, true))
        this.#options.outlet.at(
          scope,
          at,
          () => this.#options.outlet.deliver(bytes),
          () => (scope.index?.before(entry) ?? 0) > 0,
        )
    }
  }
}

/** A recorded connection, and whether more than a log-in, which is the same on many, says that it is this one. */
interface GoingOn {
  readonly connection: number
  readonly isSure: boolean
}

/** Who asks for the same more often than this will not stop, as one who asks until the answer is another one. */
const MAX_USES = 1000

/** No read of a socket gives more (libuv). */
const MAX_READ = 64 * 1024

function readsOf(bytes: Buffer): Buffer[] {
  if (bytes.length <= MAX_READ) return [bytes]
  const count = Math.ceil(bytes.length / MAX_READ)
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * MAX_READ, (i + 1) * MAX_READ))
}

/** How long a test may wait for an answer that it has not got: a little less than `fetch` does by itself. */
const PATIENCE = 290_000

function greetingOf(exchange: Exchange): readonly Piece[] {
  const responder: Responder = responderOf(exchange.protocol)
  return responder.greet?.(exchange) ?? []
}

/** Of the scopes that may be asking, those that come to it next. */
function next(exact: readonly Match[]): readonly Match[] {
  if (exact.length === 1) return exact
  const least = Math.min(...exact.map(skipped))
  return exact.filter((match) => skipped(match) === least)
}

/** Clients serve those who ask in turn. Who waits for another answer has mostly not asked on. */
function longestWaiting(alike: readonly Match[]): Match {
  const free = alike.filter(({ scope }) => !scope?.isWaiting)
  const queued = free.length > 0 ? free : alike
  return queued.toSorted((a, b) => promises.compareWaiting(a.scope as Scope, b.scope as Scope))[0] as Match
}

function skipped({ scope, found }: Match): number {
  return found.kind === 'found' ? (scope?.index?.before(found.entry) ?? 0) : Infinity
}
