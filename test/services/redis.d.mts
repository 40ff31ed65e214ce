import type { Service } from './start.mjs'

export declare const noRedis: string
export declare function startRedis(): Promise<Service | undefined>
export declare function startRedisServer(): Promise<Service | undefined>
