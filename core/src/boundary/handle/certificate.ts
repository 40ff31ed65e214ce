/** The native certificates that a TLS session gives, written as their DER bytes. */
import { X509Certificate } from 'node:crypto'

/** Answers about a session that are native certificates. */
export const CERTIFICATES = ['getPeerX509Certificate', 'getX509Certificate'] as const

interface NativeCertificate {
  raw(): Uint8Array
}

/** DER bytes of a native certificate, or null where there is none. */
export function toDer(certificate: unknown): Uint8Array | null {
  return certificate === undefined ? null : Buffer.from((certificate as NativeCertificate).raw())
}

/** A native certificate from its DER bytes. */
export function fromDer(der: unknown): unknown {
  if (der === null) return undefined
  const certificate = new X509Certificate(der as Buffer)
  for (const symbol of Object.getOwnPropertySymbols(certificate)) {
    if (symbol.description === 'kHandle') return (certificate as unknown as Record<symbol, unknown>)[symbol]
  }
  return standIn(certificate)
}

/** From Node 26 on the native certificate is out of reach; its methods answer as the public properties do. */
function standIn(certificate: X509Certificate): object {
  return new Proxy(certificate, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown
      if (key === 'pem') return () => target.toString()
      return typeof value === 'function' ? value.bind(target) : () => value
    },
  })
}
