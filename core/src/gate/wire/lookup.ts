/** What `dns.lookup` is asked for and gives. */

export type LookupOptions = { readonly all?: boolean } | number | undefined

interface Address {
  readonly address: string
  readonly family: number
}

/** What a callback is given. */
export function lookupAnswer(address: string, isAll: boolean): readonly unknown[] {
  const found: Address = { address, family: 4 }
  return isAll ? [null, [found]] : [null, found.address, found.family]
}

/** The addresses in an answer: one, or a list. */
export function lookedUp(answer: unknown): string[] {
  if (typeof answer === 'string') return [answer]
  return Array.isArray(answer) ? (answer as Address[]).map(({ address }) => address) : []
}
