export interface Crash {
  readonly name: string
  readonly folder: string
  readonly isTyped: boolean
  readonly about: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly request?: {
    readonly method: string
    readonly target: string
    readonly headers?: Record<string, string>
    readonly body?: string
  }
  readonly error: string
  readonly printed?: string
  readonly message?: string
  readonly functions: readonly string[]
  readonly level: 'function' | 'request' | 'program'
}

export interface PublicCrash extends Crash {
  /** The address of the issue that it is taken from. */
  readonly issue: string
  /** The package with the version that has the fix. */
  readonly fixed: string
}

export declare const crashes: readonly Crash[]
export declare const publicCrashes: readonly PublicCrash[]

export declare function makeWorkshop(): Promise<{ readonly root: string; remove(): Promise<void> }>
export declare function copySources(crash: Crash, root: string): Promise<string>
export declare function build(crash: Crash, folder: string): Promise<void>
export declare function copyProgram(crash: Crash, root: string): Promise<string>
export declare function applyFix(crash: Crash, folder: string): Promise<void>
export declare function startServices(
  crash: Crash,
): Promise<{ readonly env: Readonly<Record<string, string>>; stop(): Promise<void> }>
