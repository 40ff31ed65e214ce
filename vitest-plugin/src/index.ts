/** What vitest has to load to record and replay tests. This version of the package is a name and a version only. */
export const version = '0.1.0'
