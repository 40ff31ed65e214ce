export function plant(): Record<string, string>
export function looksOf(secret: string): string[]
