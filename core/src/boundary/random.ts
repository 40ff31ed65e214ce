/**
 * `Math.random`: a seeded generator, whose seed is all the tape keeps. The other random sources are in `crypto.ts`.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), whose
 * state is four words of 32 bits, which suits JavaScript.
 */
import { randomFillSync } from 'node:crypto'
import { OriginalWeakMap } from '../originals.ts'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'
import { nativeLooking } from './patches.ts'

const opSeed = defineOp({ name: 'random.seed', kind: 'value', fields: ['value'], labels: ['seed'] })

export const random: Boundary = {
  name: 'random',
  install({ gate, patches, realm }) {
    const generators = new OriginalWeakMap<object, () => number>()
    const seed = (): Uint8Array => Buffer.from(randomFillSync(new Uint8Array(16)))
    /** Seeded at the first use: a program that never asks has no event for it. */
    const begin = (): (() => number) => {
      const next = generator(gate.value(opSeed, seed, undefined, []))
      generators.set(gate.subject, next)
      return next
    }
    patches.method('random', realm.Math, 'random', (original: () => number) => {
      return nativeLooking(function random() {
        if (!gate.open) return original()
        return (generators.get(gate.subject) ?? begin())()
      })
    })
  },
}

/** Numbers in [0, 1) with 53 random bits, from 16 bytes. */
export function generator(seed: Uint8Array): () => number {
  const view = new DataView(seed.buffer, seed.byteOffset, 16)
  let a = view.getInt32(0, true) | 1
  let b = view.getInt32(4, true)
  let c = view.getInt32(8, true)
  let d = view.getInt32(12, true)
  return () => {
    const high = step() >>> 5
    const low = step() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }
  function step(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result
  }
}

function rotate(n: number, by: number): number {
  return (n << by) | (n >>> (32 - by))
}
