/** What `ws` exports of its parts; its types leave them out. */
import type { Writable } from 'node:stream'

declare module 'ws' {
  class PerMessageDeflate {
    constructor(options: { readonly isServer: boolean })
    /** What was negotiated; `accept` is for those who negotiate. */
    params: object | null
    normalizeParams(configurations: readonly object[]): object[]
    cleanup(): void
  }

  const extension: { parse(header: string): Readonly<Record<string, object[]>> }

  class Receiver extends Writable {
    constructor(options: {
      readonly isServer: boolean
      readonly extensions?: Readonly<Record<string, PerMessageDeflate>>
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
