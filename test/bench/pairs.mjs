/**
 * Makes pairs of runs, the second of one pair beside the second of the next, so that a machine that gets slower or
 * faster favours neither side.
 *
 * @template Off, On
 * @param {number} count
 * @param {{ off: () => Promise<Off>, on: () => Promise<On>, tick: () => void }} runs
 * @returns {Promise<{ off: Off, on: On }[]>}
 */
export async function inPairs(count, { off, on, tick }) {
  const pairs = []
  for (let index = 0; index < count; index++) {
    const pair = {}
    for (const side of index % 2 === 0 ? ['off', 'on'] : ['on', 'off']) {
      pair[side] = await (side === 'off' ? off() : on())
      tick()
    }
    pairs.push(pair)
  }
  return pairs
}

/**
 * A row of the table about one figure of the pairs.
 *
 * @template Pair
 * @param {string} name
 * @param {Pair[]} pairs
 * @param {{ unit: string, off: (pair: Pair) => number, on: (pair: Pair) => number }} figures
 */
export function compare(name, pairs, { unit, off, on }) {
  return {
    name,
    unit,
    off: spread(pairs.map(off)).median,
    on: spread(pairs.map(on)).median,
    ratio: spread(pairs.map((pair) => on(pair) / off(pair))),
  }
}

/**
 * @param {number[]} values
 */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
  return { median, low: sorted[0], high: sorted.at(-1) }
}
