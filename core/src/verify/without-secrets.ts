/** Texts as they may be shown: what is known to be secret without looking at what was exchanged is replaced in them. */
import process from 'node:process'
import { rewriteText } from '../lens/rewrite.ts'
import { Placeholders } from '../redaction/placeholder.ts'
import { type RedactOptions, redactWith } from '../redaction/redact.ts'
import type { ComparedCase } from './case.ts'

export function withoutSecrets(
  texts: readonly string[],
  { seen }: Pick<ComparedCase, 'seen'>,
  placeholders: Placeholders = new Placeholders(),
): string[] {
  const nothing = { exchanges: [], random: {} }
  return redactWith(nothing, secretsOf(seen, placeholders), (rewrite) =>
    texts.map((text) => rewriteText(text, rewrite, { path: '$.text' })),
  ).beside
}

/** By what secrets are known: the environments of the recorded program and of this one. */
export function secretsOf(seen: ComparedCase['seen'], placeholders: Placeholders): RedactOptions {
  return { rules: [], env: process.env, placeholders, seen: { ...seen, exchanges: [] } }
}
