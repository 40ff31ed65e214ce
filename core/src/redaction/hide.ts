/** Texts that are written down outside of fixtures, without what is secret in them. */
import { binaryOf, textOf } from './binary.ts'
import { secretsOfEnv } from './env.ts'
import { usual } from './placeholder.ts'

/**
 * The text with the placeholders that fixtures have.
 *
 * @param name - under which it stands, such as `password`
 */
export function hideSecrets(text: string, name: string): string {
  let hidden = binaryOf(text)
  // An environment of one: names and values count as they do there.
  for (const secret of secretsOfEnv({ [name]: text })) hidden = hidden.replaceAll(secret, usual().of(secret))
  return textOf(hidden)
}
