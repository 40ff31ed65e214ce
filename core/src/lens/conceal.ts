/** What stands in a fixture in the place of a secret. */

const MARK = 'redacted'

/** A placeholder as long as the secret, so that lengths stay as they were. */
export function placeholder(secret: string): string {
  return MARK.padEnd(secret.length, '*').slice(0, secret.length)
}
