/** Something that a test talks to. */
export interface Service {
  readonly url: string
  readonly stop: () => Promise<void>
}

export declare function startFixture(script: string, env?: Record<string, string>): Promise<Service>

export function start(
  command: string,
  args: readonly string[],
  options: { readonly ready: RegExp; readonly env?: NodeJS.ProcessEnv },
): Promise<{ readonly found: RegExpExecArray; readonly stop: () => Promise<void> }>
