import type { Service } from './start.mjs'

export interface Postgres extends Service {
  readonly embedded: boolean
}

export declare function startPostgres(): Promise<Postgres>
export declare function startEmbeddedPostgres(): Promise<Postgres>
