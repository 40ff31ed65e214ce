/** Bytes split anywhere, for properties of what reads them in pieces. */
import fc from 'fast-check'

/** Places in bytes of any length, in thousandths. */
export const places: fc.Arbitrary<number[]> = fc.array(fc.nat({ max: 1000 }), { maxLength: 10 })

/** The pieces between places, none of them empty. */
export function splitAt(whole: Buffer, at: readonly number[]): Buffer[] {
  const inside = at.map((place) => Math.floor((place * whole.length) / 1000)).sort((a, b) => a - b)
  const cuts = [0, ...inside, whole.length]
  return cuts.slice(1).flatMap((end, i) => {
    const piece = whole.subarray(cuts[i], end)
    return piece.length > 0 ? [piece] : []
  })
}
