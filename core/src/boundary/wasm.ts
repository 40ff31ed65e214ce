/** WebAssembly: compilation goes on in the background; it is done again, in its recorded place in the order. */
import * as types from 'node:util/types'
import { backgroundPromise } from '../gate/background.ts'
import { defineCall, type Gate } from '../gate/gate.ts'
import { OriginalPromise, originalThen } from '../originals.ts'
import type { Boundary } from './boundary.ts'

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>

interface Originals {
  readonly compile: Method
  readonly compileStreaming: Method
  readonly instantiate: Method
}

const ops = defineCall('wasm', ['text'], [], ['operation'])

export const wasm: Boundary = {
  name: 'wasm',
  install({ gate, patches, realm }) {
    const target = (realm as unknown as { WebAssembly?: Record<string, Method> }).WebAssembly
    if (!target) return
    const { compile, compileStreaming, instantiate } = target as Record<string, Method> & Originals
    for (const key of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
      const first = key.endsWith('Streaming') ? compileStreaming : compile
      patches.method(
        'wasm',
        target,
        key,
        ((original: Method): Method =>
          function (this: unknown, ...args: unknown[]) {
            const [source, imports] = args
            if (!gate.open) return Reflect.apply(original, this, args)
            if (key.startsWith('instantiate') && isObject(imports) && isCompiledFirst(key, source)) {
              const compiled = ordered(gate, key, first, [source])
              return instantiateCompiled(gate, instantiate, compiled, key, imports)
            }
            return ordered(gate, key, original, args)
          }) as never,
      )
    }
  },
}

function ordered(gate: Gate, key: string, original: Method, args: unknown[]): Promise<unknown> {
  return backgroundPromise(gate, ops, [key], () => {
    // A module that is instantiated runs code of the program before this returns.
    const { inside } = gate
    gate.inside = 0
    try {
      return Reflect.apply(original, undefined, args)
    } finally {
      gate.inside = inside
    }
  })
}

/**
 * The second half of an instantiation with imports. Instantiating runs code of the program, by the start function, so
 * it has to wait for the place in the order, as what follows the compilation.
 */
function instantiateCompiled(
  gate: Gate,
  instantiate: Method,
  compiled: Promise<unknown>,
  key: string,
  imports: unknown,
): Promise<unknown> {
  const then = (promise: Promise<unknown>, ...both: unknown[]): Promise<unknown> =>
    Reflect.apply(originalThen as never, promise, both)
  return then(
    compiled,
    (module: unknown) =>
      then(ordered(gate, key, instantiate, [module, imports]), (instance: unknown) => ({ module, instance })),
    (error: unknown) => OriginalPromise.reject(named(error, key)),
  )
}

/** An error of the compilation, as of the function that the program has called. */
function named(error: unknown, key: string): unknown {
  if (!(error instanceof Error)) return error
  const rename = (text: string): string =>
    text.replace(`WebAssembly.${key.replace('instantiate', 'compile')}()`, `WebAssembly.${key}()`)
  Object.defineProperty(error, 'message', { value: rename(error.message), writable: true, configurable: true })
  Object.defineProperty(error, 'stack', { value: rename(error.stack ?? ''), writable: true, configurable: true })
  return error
}

function isCompiledFirst(key: string, source: unknown): boolean {
  return key.endsWith('Streaming') || types.isArrayBufferView(source) || types.isAnyArrayBuffer(source)
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
