/** `fs.openAsBlob`: the tape keeps the file's content as it is when the Blob is made; in replay the Blob holds that. */
import { Blob } from 'node:buffer'
import fs from 'node:fs'
import { defineCall, type Shape } from '../../gate/gate.ts'
import { originalFs } from '../../originals.ts'
import { describe } from './request.ts'
import type { AnyFn, FsSupport, Table } from './support.ts'

const NOTHING = new Uint8Array(0)

export function installBlob({ gate, context, warnings }: FsSupport): void {
  const ops = defineCall('fs.openAsBlob', ['value'], ['value', 'value', 'bytes'], ['arguments'])
  const wrap = (original: AnyFn): AnyFn =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (!gate.open) return Reflect.apply(original, this, args)
      const shape: Shape<Blob | undefined> = {
        pack: (blob) => [blob?.type ?? null, blob ? contentOf(args[0]) : NOTHING],
        unpack: ([type, bytes]) => new Blob([bytes as Buffer], { type: type as string }),
      }
      const start = (): Promise<Blob | undefined> => warnings.during(original, this, args) as Promise<Blob>
      const blob = gate.promise(ops, [describe('plain', args, 1).shown], start, shape)
      warnings.settle()
      return blob
    }
  context.patches.method('fs', fs as unknown as Table, 'openAsBlob', wrap as never)
}

function contentOf(path: unknown): Uint8Array {
  try {
    return originalFs.readFileSync(path as fs.PathLike)
  } catch {
    // Gone meanwhile: then the Blob can't be read either.
    return NOTHING
  }
}
