/**
 * `fs.cp` and `fs.promises.cp` are walks over the public functions, and simply run again; but for Node 26, which copies
 * a new directory by one native job that nothing public sees. A filter that lets everything pass keeps it walking.
 */
import fs from 'node:fs'
import type { AnyFn, FsSupport, Table } from './support.ts'

const FIRST_WITH_JOB = 26

export function installCopy({ gate, context }: FsSupport): void {
  if (Number.parseInt(process.versions.node, 10) < FIRST_WITH_JOB) return
  const wrap = (original: AnyFn): AnyFn =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (gate.open) walk(args)
      return Reflect.apply(original, this, args)
    }
  for (const target of [fs, fs.promises]) context.patches.method('fs', target as unknown as Table, 'cp', wrap as never)
}

function walk(args: unknown[]): void {
  const [, , options] = args
  const filter = (): boolean => true
  if (options === undefined) args[2] = { filter }
  else if (typeof options === 'function') args.splice(2, 0, { filter })
  else if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
    if ((options as { filter?: unknown }).filter === undefined) args[2] = { ...options, filter }
  }
}
