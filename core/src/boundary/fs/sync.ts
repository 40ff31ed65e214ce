/** The synchronous functions: each is one value, or one thing sent out, with its result. */
import fs from 'node:fs'
import { defineOp, type Op } from '../../tape/op.ts'
import { isInternalCall } from './caller.ts'
import { SYNC, takes } from './names.ts'
import { pack, unpack, type Packed } from './payload.ts'
import { describe, withoutLinkType } from './request.ts'
import type { AnyFn, FsSupport, Table } from './support.ts'

/** Declares the event of a function that answers at once. */
export function defineSync(name: string, isOutput: boolean): Op {
  return defineOp({
    name: `fs.${name}`,
    kind: isOutput ? 'output' : 'value',
    fields: ['value', 'bytes', 'value', 'uint', 'bytes'],
    asked: 2,
    labels: ['arguments', 'data', 'result', 'kind', 'bytes'],
    target: name === 'cpSync',
    nests: name === 'cpSync',
  })
}

const opFilter = defineOp({ name: 'fs.filter', kind: 'delivery', target: true, fields: ['value'], labels: ['paths'] })

/** Changes the arguments before the original gets them. `target` is that of the event. */
type Prepare = (args: unknown[], target: number) => unknown[]

export function installSync(support: FsSupport): void {
  const { patches } = support.context
  const withFilter = filters(support)
  const native = wrapSync(support, 'realpath.native', null)
  patches.method('fs', fs.realpathSync as unknown as Table, 'native', native as never)
  for (const base of SYNC) {
    patches.method(
      'fs',
      fs as unknown as Table,
      `${base}Sync`,
      wrapSync(support, base, base === 'cp' ? withFilter : null) as never,
    )
  }
}

function wrapSync(support: FsSupport, base: string, prepare: Prepare | null): (original: AnyFn) => AnyFn {
  const { gate, descriptors, warnings } = support
  const name = base === 'realpath.native' ? 'realpathSync.native' : `${base}Sync`
  const kind = takes(base)
  const isOutput = kind === 'write' || kind === 'writev' || kind === 'content'
  const op = defineSync(name, isOutput)
  const opens = base === 'open'
  const closes = base === 'close'

  return (original) => {
    function live(self: unknown, args: unknown[]): unknown {
      gate.inside++
      try {
        const result = Reflect.apply(original, self, args)
        if (opens) descriptors.addLive(result)
        if (closes) descriptors.removeLive(args[0])
        return result
      } finally {
        gate.inside--
      }
    }
    return function wrapped(this: unknown, ...args: unknown[]): unknown {
      if (!gate.open) return opens || closes ? live(this, args) : Reflect.apply(original, this, args)
      if (descriptors.isLive(args[0]) || isInternalCall(name, args[0], wrapped)) return live(this, args)
      const request = describe(kind, base === 'symlink' ? withoutLinkType(args) : args, 1)
      const target = op.target ? gate.nextId() : -1
      const passed = prepare ? prepare(args, target) : args
      let performed = false
      let result: unknown
      let answers: readonly unknown[]
      try {
        answers = gate.exchange(op, target, [request.shown, request.data], () => {
          performed = true
          result = warnings.during(original, this, passed)
          return pack(result, request)
        })
      } finally {
        warnings.settle()
      }
      if (performed) return result
      result = unpack(answers as unknown as Packed, request)
      if (opens) descriptors.opened(args[0], result)
      if (isOutput)
        descriptors.print(args[0], typeof result === 'number' ? request.data.subarray(0, result) : request.data)
      return result
    }
  }
}

/**
 * `cpSync` calls the program's filter while it copies: each call is a delivery that is nested in the copying.
 * Gives what puts such a filter in the place of the program's.
 */
function filters({ gate }: FsSupport): Prepare {
  const byId = new Map<number, AnyFn>()
  gate.receive(opFilter, {
    ready: (target) => byId.has(target),
    deliver: (target, [paths]) => void byId.get(target)?.apply(undefined, paths as unknown[]),
  })
  return (args, id) => {
    const options = args[2] as { filter?: unknown } | undefined
    const filter = options?.filter
    if (typeof filter !== 'function') return args
    byId.set(id, filter as AnyFn)
    const delivered = (...paths: unknown[]): unknown => {
      gate.delivery(opFilter, id, paths)
      const { inside } = gate
      gate.inside = 0
      try {
        return Reflect.apply(filter, undefined, paths)
      } finally {
        gate.inside = inside
      }
    }
    return [args[0], args[1], { ...options, filter: delivered }]
  }
}
