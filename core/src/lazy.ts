/** What is computed when it is first asked for, and no more than once. */
export function lazy<T extends object>(compute: () => T): () => T {
  let value: T | undefined
  return () => (value ??= compute())
}
