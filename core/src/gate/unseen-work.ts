/** Counts work that begins, and that nothing shows while it is under way: see `boundary/unseen.ts`. */

let begun = 0

/** How often such work has begun in this process. */
export function unseenBegun(): number {
  return begun
}

/** Some begins now. */
export function beginUnseen(): void {
  begun++
}
