export interface Crash {
  readonly name: string
  readonly folder: string
  readonly isTyped: boolean
  readonly about: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly request?: { readonly method: string; readonly target: string; readonly headers?: Record<string, string> }
  readonly error: string
  readonly printed?: string
  readonly functions: readonly string[]
  readonly level: 'function' | 'request' | 'program'
}

export declare const crashes: readonly Crash[]

export declare function makeWorkshop(): Promise<{ readonly root: string; remove(): Promise<void> }>
export declare function copyProgram(crash: Crash, root: string): Promise<string>
export declare function applyFix(crash: Crash, folder: string): Promise<void>
export declare function startServices(
  crash: Crash,
): Promise<{ readonly env: Readonly<Record<string, string>>; stop(): Promise<void> }>
