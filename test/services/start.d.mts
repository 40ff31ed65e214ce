/** Something that a test talks to. */
export interface Service {
  readonly url: string
  readonly stop: () => Promise<void>
}

export declare function startFixture(script: string, env?: Record<string, string>): Promise<Service>
