/** One of fixtures/programs, and how it is run. */
export interface Case {
  readonly name: string
  readonly folder: string
}

export declare const cases: readonly Case[]
