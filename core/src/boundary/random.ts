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

interface Generator {
  (): number
  /** A seed with which another one goes on from here. */
  seed(): Buffer
}

/** By what drew them, the generators that were begun last. */
const latest = new OriginalWeakMap<object, Generator>()

/** A seed from which `Math.random` goes on as it does here; null where nothing was drawn. */
export function randomStateOf(subject: object): Buffer | null {
  return latest.get(subject)?.seed() ?? null
}

export const random: Boundary = {
  name: 'random',
  install({ gate, patches, realm }) {
    const generators = new OriginalWeakMap<object, () => number>()
    const seed = (): Uint8Array => Buffer.from(randomFillSync(new Uint8Array(16)))
    /** Seeded at the first use: a program that never asks has no event for it. */
    const begin = (): (() => number) => {
      const begun = generator(gate.value(opSeed, seed, undefined, []))
      const next = gate.numbers(begun)
      generators.set(gate.subject, next)
      latest.set(gate.subject, begun)
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

/** Of a seed that goes on from a state: one more byte tells it from one that was drawn, which might be all zeros. */
const STATE_LENGTH = 17

/** Numbers in [0, 1) with 53 random bits, from 16 bytes. */
export function generator(seed: Uint8Array): Generator {
  const view = new DataView(seed.buffer, seed.byteOffset, 16)
  let a = view.getInt32(0, true) | (seed.byteLength === STATE_LENGTH ? 0 : 1)
  let b = view.getInt32(4, true)
  let c = view.getInt32(8, true)
  let d = view.getInt32(12, true)
  const next = (): number => {
    const high = step() >>> 5
    const low = step() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }
  return Object.assign(next, {
    seed() {
      const state = new DataView(new ArrayBuffer(STATE_LENGTH))
      for (const [i, word] of [a, b, c, d].entries()) state.setInt32(4 * i, word, true)
      return Buffer.from(state.buffer)
    },
  })
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
