import type { Crash } from '../codegen/crash-programs.mjs'

export interface CrashResult {
  readonly crash: Pick<Crash, 'name' | 'about' | 'error'>
  readonly level?: string
  readonly function?: string
  readonly isRed?: boolean
  readonly isGreen?: boolean
}

export declare function crashTable(results: readonly CrashResult[]): string
export declare function withTable(document: string, table: string): string
