/** Runs code of which nothing is recorded or replayed. */
export function runInside<T>(gate: { inside: number }, run: () => T): T {
  gate.inside++
  try {
    return run()
  } finally {
    gate.inside--
  }
}
