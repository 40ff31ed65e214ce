/** Secrets of the environment: values under names of secrets, and what is secret in others, as a password in a URL. */
import { originalFs as fs } from '../originals.ts'
import { binaryOf } from './binary.ts'
import { isSecretUnder } from './names.ts'
import { secretsIn } from './scan.ts'

/** All that is secret in an environment. */
export function secretsOfEnv(env: NodeJS.ProcessEnv): string[] {
  /** What is said under a name that isn't one of a secret is none: `DB_USER=app`, `DB_PASSWORD=app`. */
  const open = new Set<string>()
  const secrets: string[] = []
  for (const [name, value = ''] of Object.entries(env)) {
    if (isSecretUnder(name, value) && !isPlain(value)) secrets.push(binaryOf(value))
    else open.add(binaryOf(value))
    secrets.push(...secretsIn(binaryOf(value)))
  }
  return secrets.filter((secret) => !open.has(secret))
}

/** A switch, a number, a path. */
function isPlain(value: string): boolean {
  if (/^(?:true|false|yes|no|on|off|none|null|[\d.,:-]*)$/i.test(value)) return true
  if (/^(?:\.{0,2}|~|[A-Za-z]:)[\\/]/.test(value)) return /^(?:\.|~|[A-Za-z]:)/.test(value) || fs.existsSync(value)
  return false
}
