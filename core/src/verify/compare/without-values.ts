/** What is another one in each request, by a `*` in its place. */

/** Ids and numbers of what is asked. */
export function withoutValues(what: string): string {
  return what.replaceAll(/[0-9a-f-]{20,}|\b\d+\b/gi, '*')
}

/** Places in lists. */
export function withoutIndices(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[*]')
}
