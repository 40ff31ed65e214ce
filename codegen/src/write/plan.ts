/** What a test is written of. */
import type { Variable } from '@retrace/core/recordings'
import type { Constructions } from '../constructed.ts'
import type { CallSeen, Failure } from '../observation.ts'
import type { Exported } from '../project/exports.ts'
import type { UserProject } from '../project/project.ts'
import type { Target } from '../project/target.ts'
import type { Earlier } from '../try-earlier.ts'

/** What a test asserts: that it settles, that it fails as recorded, that it gives what was recorded. */
export type Assertion = 'no-crash' | 'error' | 'result'

/** What is tested. */
export interface Subject {
  readonly file: string
  readonly label: string
  /**
   * Where it is tested by a property: the title of the test whose fixture that is answered from. It is another test than the
   * one of the recorded case.
   */
  readonly answeredFrom?: string
}

/** A part of a result that is not the same each time. */
export interface Volatile {
  /** Keys and indexes, from the result inward. */
  readonly path: readonly (string | number)[]
  /** What it was in one run. */
  readonly value: unknown
}

/** How a result is expected: as it was, or with parts of it by what they are; or written to a file, as `v8.serialize` has it. */
export type Expected =
  | { readonly kind: 'exact' }
  | { readonly kind: 'loose'; readonly volatile: readonly Volatile[] }
  | { readonly kind: 'told'; readonly file: string }

/** What any test has around its lines. */
export interface TestFrame {
  readonly project: UserProject
  /** The module in whose test file it stands, and what of it is tested: a title begins with that. */
  readonly subject: Subject
  readonly title: string
  /** What the program had of it. */
  readonly environment?: readonly Variable[]
  /** In which it is to run; null where any will do. */
  readonly folder?: string | null
  readonly recording: {
    readonly id: string
    /** When it began, as ISO 8601 has it. */
    readonly began: string
  }
}

/** A call before the one that is tested. */
export interface EarlierCall {
  readonly target: Target
  readonly call: CallSeen
}

/** What has made an instance. */
export type InstanceMaker = { readonly id: number; readonly name: string } & (
  | { readonly made: EarlierCall }
  /** By a constructor that takes nothing. */
  | { readonly made: null; readonly file: string; readonly exported: Exported }
)

export interface TestPlan extends Pick<TestFrame, 'project' | 'environment' | 'folder' | 'recording'> {
  readonly target: Target
  readonly call: CallSeen
  /** Null for a healthy run. */
  readonly failure: Failure | null
  readonly assertion: Assertion
  /** Whether the failure comes of what the call has begun, and not by its own result. */
  readonly isLate?: boolean
  /** In which it asks for something: `http`, `postgres`. */
  readonly protocols?: ReadonlySet<string>
  /** What is called before it, without which it does otherwise. */
  readonly earlier?: readonly Earlier<EarlierCall>[]
  /** What has made instances that it was given: the object that it is a method of, and what can't be written down. */
  readonly makers?: readonly InstanceMaker[]
  /** What makes instances of packages' classes, by the names of these. */
  readonly constructions?: Constructions
  /** How, where it is a result. */
  readonly expected?: Expected
}

export interface WrittenTest {
  readonly kind: 'written'
  readonly file: string
  /** Of the whole file. */
  readonly text: string
  /** What the file was before; null where there was none. */
  readonly before: string | null
  /** The name of the test, which is that of its fixture. */
  readonly title: string
  /** The name of the test that it takes the place of. */
  readonly replaced: string | null
  /** That of a test which was written for another recording, and is the same but for its name. */
  readonly same: string | null
  /** Files beside the test, which it reads. */
  readonly data: readonly { readonly file: string; readonly content: string | Uint8Array }[]
  /** Files that only the test had which it takes the place of. */
  readonly leftOver: readonly string[]
}

/** A value that the test would need can't be had. */
export interface Impossible {
  readonly kind: 'impossible'
  readonly path: string
  readonly what: string
}
