/** Environment variables: each is kept on the tape when the program first reads it; those it never reads are not. */
import childProcess from 'node:child_process'
import { defineOp } from '../../tape/op.ts'
import type { Boundary } from '../boundary.ts'

const opGet = defineOp({
  name: 'env.get',
  kind: 'value',
  fields: ['text', 'value'],
  asked: 1,
  labels: ['name', 'value'],
})
const opKeys = defineOp({ name: 'env.keys', kind: 'value', fields: ['value'], labels: ['names'] })

/**
 * What starts a child process hands the whole environment on; that isn't the program reading it. The forms that wait
 * for the child are passed through as a whole (`child-sync.ts`).
 */
const HANDS_ON = ['spawn', 'exec', 'execFile', 'fork'] as const

export const env: Boundary = {
  name: 'env',
  install({ gate, patches }) {
    const real = process.env
    /** Variables whose value is settled: read before, or set by the program. */
    const known = new Map<string, string | undefined>()
    let handingOn = 0

    const get = (key: string): string | undefined => {
      if (handingOn > 0 || !gate.open) return real[key]
      if (known.has(key)) return gate.performs ? real[key] : known.get(key)
      const value = gate.value(opGet, () => real[key], undefined, [], [key])
      known.set(key, value)
      return value
    }
    const set = (key: string, value: unknown): boolean => {
      const done = Reflect.set(real, key, value)
      known.set(key, real[key])
      return done
    }
    const names = (): string[] => {
      if (handingOn > 0 || !gate.open) return Reflect.ownKeys(real) as string[]
      const recorded = gate.value(opKeys, () => Object.keys(real), undefined, [])
      if (gate.performs) return recorded
      const settled = [...known.keys()].filter((key) => known.get(key) !== undefined)
      return [...new Set([...recorded.filter((key) => !known.has(key)), ...settled])]
    }

    const proxy = new Proxy(real, {
      get: (_target, key) => (typeof key === 'string' ? get(key) : Reflect.get(real, key)),
      set: (_target, key, value) => (typeof key === 'string' ? set(key, value) : Reflect.set(real, key, value)),
      has: (_target, key) => (typeof key === 'string' ? get(key) !== undefined : Reflect.has(real, key)),
      deleteProperty(_target, key) {
        if (typeof key === 'string') known.set(key, undefined)
        return Reflect.deleteProperty(real, key)
      },
      defineProperty(_target, key, descriptor) {
        if (typeof key !== 'string') return Reflect.defineProperty(real, key, descriptor)
        Reflect.defineProperty(real, key, descriptor)
        known.set(key, real[key])
        return true
      },
      ownKeys: () => names(),
      getOwnPropertyDescriptor(_target, key) {
        const value = typeof key === 'string' ? get(key) : undefined
        return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true }
      },
    })
    patches.property('env', process, 'env', { value: proxy, writable: true })

    for (const key of HANDS_ON) {
      patches.method(
        'env',
        childProcess as unknown as Record<string, unknown>,
        key,
        ((original: (...args: unknown[]) => unknown) =>
          function (this: unknown, ...args: unknown[]) {
            handingOn++
            try {
              return Reflect.apply(original, this, args)
            } finally {
              handingOn--
            }
          }) as never,
      )
    }
  },
}
