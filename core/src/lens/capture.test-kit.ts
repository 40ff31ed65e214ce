/** Captures of real traffic, for tests: a proxy that notes what passes. */
import net, { type AddressInfo } from 'node:net'
import type { Piece, Side } from './lens.ts'

export type Captured = readonly [Side, Piece]

export interface Capture {
  readonly port: number
  /** What has passed, connection by connection. */
  readonly connections: readonly (readonly Captured[])[]
  close(): Promise<void>
}

/** Listens on a free port, and leads what comes to another. */
export async function captureTo(port: number, host = '127.0.0.1'): Promise<Capture> {
  const connections: Captured[][] = []
  const open = new Set<net.Socket>()
  const proxy = net.createServer((client) => {
    const server = net.connect(port, host)
    const its: Captured[] = []
    connections.push(its)
    const lead = (from: net.Socket, to: net.Socket, side: Side): void => {
      open.add(from)
      from.on('data', (bytes: Buffer) => {
        its.push([side, { at: Number(process.hrtime.bigint() / 1_000_000n), bytes }])
        to.write(bytes)
      })
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
      from.on('close', () => open.delete(from))
    }
    lead(client, server, 'client')
    lead(server, client, 'server')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    port: (proxy.address() as AddressInfo).port,
    connections,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
