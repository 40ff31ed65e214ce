/**
 * `crypto`: what is random is on the tape; what only takes its time, and so comes back in an order of its own, is
 * computed again, and the tape keeps the order.
 */
import crypto from 'node:crypto'
import type { Boundary } from '../boundary.ts'
import { installAgreement } from './agreement.ts'
import { installRandom } from './random.ts'
import { installSubtle } from './web.ts'
import { ordered, type AnyFn } from './wrap.ts'

/** Functions that give a result, always the same for the same arguments, to a callback. */
const ORDERED = ['argon2', 'checkPrime', 'decapsulate', 'diffieHellman', 'hkdf', 'pbkdf2', 'scrypt', 'verify']

export const cryptoBoundary: Boundary = {
  name: 'crypto',
  install(context) {
    const { gate, patches } = context
    installRandom(context)
    installAgreement(context)
    for (const key of ORDERED) {
      patches.method('crypto', crypto as unknown as Record<string, AnyFn>, key, ((original: AnyFn) =>
        ordered(gate, key, original)) as never)
    }
    installSubtle(context)
  },
}
