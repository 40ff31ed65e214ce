import type { Crash } from './crash-programs.mjs'

export interface CrashRun {
  readonly code: number | null
  readonly status: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export declare function runCrash(
  crash: Crash,
  line: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<CrashRun>

export declare function isCrash(crash: Crash, run: CrashRun): boolean
