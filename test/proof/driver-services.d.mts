export declare function startDriverServices(names: readonly string[]): Promise<{
  readonly env: Readonly<Record<string, string>>
  readonly missing: readonly string[]
  stop(): Promise<unknown>
}>
