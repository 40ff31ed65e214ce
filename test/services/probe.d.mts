export declare function probe(port: number, bytes: string | Uint8Array): Promise<Buffer | undefined>
export declare function freePort(): Promise<number>
