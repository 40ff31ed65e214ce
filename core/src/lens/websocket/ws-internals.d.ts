/** What `ws` exports of its parts; its types leave them out. */
import type { Writable } from 'node:stream'

declare module 'ws' {
  class PerMessageDeflate {
    constructor(options: { readonly isServer: boolean })
    accept(configurations: readonly object[]): object
    cleanup(): void
  }

  const extension: { parse(header: string): Readonly<Record<string, object[]>> }

  class Receiver extends Writable {
    constructor(options: {
      readonly isServer: boolean
      readonly extensions?: Readonly<Record<string, PerMessageDeflate>>
      readonly skipUTF8Validation?: boolean
    })
  }

  const Sender: {
    frame(
      data: Buffer,
      options: {
        readonly fin: boolean
        readonly opcode: number
        readonly mask: boolean
        readonly maskBuffer?: Buffer
        readonly readOnly: boolean
        readonly rsv1: boolean
      },
    ): Buffer[]
  }
}
