/** Looks for a secret in what was written. */
import { looksOf } from './planted.mjs'

/**
 * Where a secret is found, in whatever look.
 *
 * @param written - by the name of each file, its text, a character for each byte
 */
export function placesOf(secret: string, written: ReadonlyMap<string, string>): string[] {
  // Of a private key each line is as secret as the whole.
  const parts = secret.includes('PRIVATE KEY') ? secret.split('\n').filter((it) => /^[^-]{20,}$/.test(it)) : [secret]
  return parts.flatMap(looksOf).flatMap((look) => {
    const bytes = Buffer.from(look).toString('latin1')
    return [...written].filter(([, text]) => text.includes(bytes)).map(([name]) => `${look} in ${name}`)
  })
}
