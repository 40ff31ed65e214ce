/** A small service with a mistake, in new projects. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configurationOf } from './orders-crash-configuration.mjs'

const service = fileURLToPath(new URL('../../fixtures/programs/orders-service/', import.meta.url))

export const setup = readFileSync(join(service, 'setup.sql'), 'utf8')

/**
 * `imports`: with what modules of the service begin each other's names, by `paths` of the tsconfig.json or by `imports` of
 * the package.json.
 */
export const kinds = [
  { runner: 'vitest', language: 'typescript', imports: '@/' },
  { runner: 'vitest', language: 'typescript', imports: '#' },
  { runner: 'vitest', language: 'commonjs', imports: '#' },
  { runner: 'jest', language: 'typescript', imports: '@/' },
  { runner: 'jest', language: 'commonjs', imports: '#' },
].map((kind) => ({ ...kind, name: `${kind.runner}, ${kind.language}, ${kind.imports}` }))

/** @param tarballs - of the packages of Retrace, by their names */
export function writeProject(folder, kind, tarballs) {
  for (const [name, text] of Object.entries(configurationOf(kind, tarballs))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  writeService(folder, kind, false)
}

/** Writes the service anew, without its mistake. */
export function mend(folder, kind) {
  writeService(folder, kind, true)
}

function writeService(folder, { runner, language, imports }, isMended) {
  cpSync(join(service, language, 'src'), join(folder, 'src'), { recursive: true })
  if (isMended) execFileSync('git', ['apply', join(service, language, 'fix.patch')], { cwd: folder })
  if (language === 'commonjs') return
  const named = (name) => (imports === '#' ? `#${name}` : runner === 'jest' ? `@/${name}` : `@/${name}.js`)
  for (const name of readdirSync(join(folder, 'src'), { recursive: true }).filter((each) => each.endsWith('.ts'))) {
    const file = join(folder, 'src', name)
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replaceAll(/'@\/(.*)\.js'/g, (_, its) => `'${named(its)}'`),
    )
  }
}
