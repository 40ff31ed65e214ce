/** What replays of a recording under the debugger have shown. */
import type { Part, Told } from '@retrace/core/recordings'

/** In the user's source, after source maps: absolute file, line and column from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ErrorSeen {
  /** The constructor's name, such as `SyntaxError`. */
  readonly class: string
  readonly message: string
  /** `error.code` where it is a string. */
  readonly code: string | null
  /** Whether the program made it (`new Error(…)` in the user's source): else V8, Node or a package did, whose words change. */
  readonly isOwn: boolean
  readonly stack: string
}

/** An error that another one names as what it came of: its `cause`, or one of its `errors`. */
export interface Cause {
  readonly error: ErrorSeen
  /** Innermost place in the user's source; null where there is none. */
  readonly at: Place | null
}

export interface Failure {
  /** `broken`: a response that the program did not bring to its end. `caught`: a handler swallowed the error; listed only where it is asked for. */
  readonly kind: 'uncaught' | 'rejection' | 'exit' | 'response' | 'broken' | 'unanswered' | 'caught'
  readonly error: ErrorSeen | null
  readonly exitCode: number | null
  /** The request to the program's own server that it was about. */
  readonly request: RequestSeen | null
  /** Innermost place in the user's source (neither Node nor a package); null where there is none. */
  readonly at: Place | null
  /** The innermost of those that the stack of the error names, which has been made there; null where it names none. */
  readonly madeAt: Place | null
  /** Number of the event of the recording that came next. */
  readonly event: number
  /** That of the one before which it was over: who catches an error may ask for something, and throw it again. */
  readonly until: number
  /** Whether it is the first one that the program did not catch, which a test is of where none is chosen. */
  readonly isFirst?: boolean
}

export interface ResponseSeen {
  /** Of the content, as the response says it; null where it doesn't. */
  readonly type: string | null
  /** Without any coding; null where it can't be had so. */
  readonly content: Uint8Array | null
}

export interface RequestSeen {
  readonly method: string
  readonly target: string
  /** Names and values, in turn. */
  readonly headers: readonly string[]
  /** As it was sent. */
  readonly body: Uint8Array
  /** Of the response; null where none came. */
  readonly status: number | null
  /** The event with which it came. */
  readonly asked: number
  /** The event with which its response began; null where none did. */
  readonly answered: number | null
  /** Null where none came. */
  readonly response: ResponseSeen | null
  /** The event with which all of it was over; null where that did not come. */
  readonly ended: number | null
}

/** A function on the way to the failure; the innermost comes first. */
export interface Candidate {
  /** As V8 calls it: `classifyIntent`, `OrderService.total`, or empty. */
  readonly name: string
  /** Of its declaration. */
  readonly place: Place
  readonly isAsync: boolean
  /** The how-manieth call of it in the run, from 1. */
  readonly call: number
}

/** What was taken at the entry of a candidate's call, and at its end. */
export interface CallSeen {
  readonly candidate: Candidate
  /** Of `this`, arguments, module state and result. */
  readonly values: ValueGraph
  /** Null where there is no `this`: in arrow functions, and where it is undefined. */
  readonly thisRoot: number | null
  readonly argumentRoots: readonly number[]
  /** The how-manieth it was of those that were looked at together, from 0. */
  readonly order?: number
  /** By which its `this` is known among calls that were looked at together; null where it has none. */
  readonly self?: number | null
  /** So, what it has returned. */
  readonly made?: number | null
  readonly moduleState: readonly ModuleVariable[]
  readonly began: Moment
  /** Which events are its own; null where that can't be told. */
  readonly part: Part | null
  /** Null where it was neither seen to return nor to throw. */
  readonly outcome: Outcome | null
  /** The number of the event that came next when it was over; null where that was not seen. */
  readonly ended: number | null
}

/** A variable of its module that the function reads, which is data and has changed since the module was loaded. */
export interface ModuleVariable {
  readonly file: string
  readonly name: string
  readonly root: number
}

export interface Moment {
  /** Number of the event of the recording that came next. */
  readonly event: number
  /** The recorded clock, in milliseconds since 1970. */
  readonly now: number
  /** A seed, in base64, from which `Math.random` went on; null where it had not been asked. */
  readonly random: string | null
}

export type Outcome =
  | { readonly kind: 'threw'; readonly error: ErrorSeen }
  | { readonly kind: 'returned'; readonly root: number }

/** Values by their numbers: structure that is shared or goes in circles has the same number in several places. */
export interface ValueGraph {
  readonly nodes: readonly ValueNode[]
}

export type ValueNode = Kind & { readonly instance?: Instance }

/** What is an instance of a class of the program, however it can be written. */
export interface Instance {
  /** By which it is known among calls that were looked at together. */
  readonly id: number
  readonly class: ClassRef
}

type Kind =
  | {
      readonly kind: 'primitive'
      readonly type: 'undefined' | 'null' | 'boolean' | 'number' | 'bigint' | 'string'
      /** `-0`, `NaN`, `12` (a bigint without its n), the string itself. */
      readonly text: string
    }
  | {
      readonly kind: 'symbol'
      readonly description: string | null
      readonly registered: boolean
      readonly wellKnown: string | null
    }
  /** An item that is null is a hole. */
  | ({ readonly kind: 'array'; readonly items: readonly (number | null)[] } & Extended)
  | {
      readonly kind: 'object'
      /** Null for a plain object, and for one without prototype. */
      readonly class: ClassRef | null
      readonly nullPrototype: boolean
      readonly properties: readonly Property[]
      readonly frozen: boolean
    }
  | ({ readonly kind: 'date'; readonly time: number | null } & Extended)
  | ({
      readonly kind: 'regexp'
      readonly source: string
      readonly flags: string
      readonly lastIndex: number
    } & Extended)
  | ({ readonly kind: 'map'; readonly entries: readonly (readonly [number, number])[] } & Extended)
  | ({ readonly kind: 'set'; readonly items: readonly number[] } & Extended)
  | ({
      readonly kind: 'bytes'
      /** `Buffer`, `Uint8Array`, `Float64Array`, `ArrayBuffer`, `DataView`… */
      readonly type: string
      readonly base64: string
      /** Where it is of a buffer of which something else is seen too. */
      readonly view?: BufferView
    } & Extended)
  /** A primitive as an object. */
  | ({ readonly kind: 'boxed'; readonly value: number } & Extended)
  /** `message`, `cause`, `code`… are properties. */
  | { readonly kind: 'error'; readonly class: ClassRef; readonly properties: readonly Property[] }
  | { readonly kind: 'url'; readonly href: string }
  | {
      readonly kind: 'pairs'
      readonly type: 'Headers' | 'URLSearchParams'
      readonly pairs: readonly (readonly [string, string])[]
    }
  /** `given`: what became of it until the call was over; null where nobody looked. */
  | ({ readonly kind: 'promise'; readonly given: Given | null } & Extended)
  /** `reason`: of one that was aborted when the call began; null where it wasn't, nor later. */
  | { readonly kind: 'signal'; readonly reason: number | null }
  | FunctionSeen
  | StreamSeen
  /** Can't be had: a socket, a stream, a proxy. */
  | { readonly kind: 'native'; readonly what: string }
  /** Too large to look at. */
  | { readonly kind: 'cut'; readonly what: string; readonly size: number }

export interface FunctionSeen {
  readonly kind: 'function'
  readonly name: string
  /** The class that it is, where it is one. */
  readonly class: ClassRef | null
  /** Of its declaration; null where that is not in the project or a package. */
  readonly place: Place | null
  /** By which any program has it: `fetch`, `console.log`; null where none does. */
  readonly builtIn: string | null
  /** Its source, as it runs; empty where it is long. */
  readonly text: string
  /** What each call of it has given; where a test can't have the function itself, a stand-in gives that again. */
  readonly given: readonly Given[]
}

/** What is read once: a stream of Node's, what a generator function gives. */
export interface StreamSeen {
  readonly kind: 'stream'
  /** What it is, in words. */
  readonly what: string
  readonly isAsync: boolean
  /** What it gave to who read it in the call; null where nobody looked. */
  readonly items: readonly number[] | null
  /** The error with which it ended; null where that did not come. */
  readonly failed: number | null
}

/** What one call of a function has given: a value by its number, or a promise of which nothing has become. */
export type Given = ({ readonly how: Told; readonly value: number } | { readonly how: 'waits' }) & {
  /** Calls of functions that it was given, in their order; null where they are too many. */
  readonly back?: readonly CalledBack[] | null
}

/** A call of a function that another one was given. */
export interface CalledBack {
  /** Which one of the arguments that was, from 0. */
  readonly argument: number
  /** What it was called with. */
  readonly values: readonly number[]
  /** Whether who called it had returned before. */
  readonly isLate: boolean
  /** What it has given; null where it has not come to that. */
  readonly how: Told | null
  /** By which it has failed; null where it hasn't. */
  readonly failed: number | null
}

/** What values of a kind of their own may be besides. */
export interface Extended {
  /** A class that extends the built-in one. */
  readonly class?: ClassRef | null
  /** Own properties other than those of its kind. */
  readonly extra?: readonly Property[]
  readonly frozen?: boolean
}

export interface BufferView {
  readonly buffer: number
  readonly offset: number
  /** In items. */
  readonly length: number
}

export interface Property {
  readonly key: string | { readonly symbol: number }
  readonly value: number
  readonly enumerable: boolean
  /** `#name`; the key is then without `#`. */
  readonly isPrivate: boolean
}

/** A class of the project, or of a package, by the place of its constructor; place is null for one built in. */
export interface ClassRef {
  readonly name: string
  readonly place: Place | null
}
