import type { Crash, PublicCrash } from '../codegen/crash-programs.mjs'

export interface CrashResult<C = Pick<Crash, 'name' | 'about' | 'error'>> {
  readonly crash: C
  readonly level?: string
  readonly function?: string
  readonly isRed?: boolean
  readonly isGreen?: boolean
}

export interface PublicResult extends CrashResult<Pick<PublicCrash, 'name' | 'about' | 'error' | 'issue' | 'fixed'>> {
  /** The version that has the bug. */
  readonly broken: string
}

export declare function crashTable(results: readonly CrashResult[]): string
export declare function publicTable(results: readonly PublicResult[]): string
export declare function withTable(proof: string, document: string, text: string): string
