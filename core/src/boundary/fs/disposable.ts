/**
 * `mkdtempDisposable`: a folder that is made by `mkdtemp`, with functions that remove it again by `rm`. Made here of the
 * public functions, since what Node gives holds native functions.
 */
import fs from 'node:fs'
import path from 'node:path'
import type { AnyFn, FsSupport, Table } from './support.ts'

const WHOLE = { recursive: true, force: true, maxRetries: 0, retryDelay: 0 } as const

type Prefix = Parameters<typeof fs.mkdtempSync>[0]
type Options = Parameters<typeof fs.mkdtempSync>[1]

export function installDisposable({ gate, context }: FsSupport): void {
  const patch = (target: object, key: string, make: AnyFn): void =>
    context.patches.method(
      'fs',
      target as Table,
      key,
      ((original: AnyFn): AnyFn =>
        function (this: unknown, ...args: unknown[]) {
          return Reflect.apply(gate.open ? make : original, this, args)
        }) as never,
    )

  patch(fs, 'mkdtempDisposableSync', (prefix, options) => {
    const folder = fs.mkdtempSync(prefix as Prefix, options as Options)
    const whole = path.resolve(folder)
    const remove = (): void => fs.rmSync(whole, WHOLE)
    return {
      path: folder,
      remove,
      [Symbol.dispose]() {
        remove()
      },
    }
  })
  patch(fs.promises, 'mkdtempDisposable', async (prefix, options) => {
    const cwd = process.cwd()
    const folder = await fs.promises.mkdtemp(prefix as Prefix, options as Options)
    const whole = path.resolve(cwd, folder)
    const remove = (): Promise<void> => fs.promises.rm(whole, WHOLE)
    return {
      __proto__: null,
      path: folder,
      remove,
      async [Symbol.asyncDispose]() {
        await remove()
      },
    }
  })
}
