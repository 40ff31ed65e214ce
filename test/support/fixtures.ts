/** Holds fixtures against the schema that the manual has of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

const SCHEMA: URL = new URL('../../docs/fixture.schema.json', import.meta.url)

let compiled: ValidateFunction | null = null

/** What the schema has against a fixture: places, and what is wrong there. */
export function schemaErrors(fixture: unknown): string[] {
  compiled ??= new Ajv2020({ formats: { 'date-time': true } }).compile(
    JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
  )
  if (compiled(fixture)) return []
  return (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}

/** All fixtures below a folder. */
function fixturesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const its = path.join(folder, entry.name)
    if (entry.isDirectory() && !['node_modules', 'bodies'].includes(entry.name)) return fixturesIn(its)
    const isFixture = entry.name.endsWith('.json') && folder.includes('__recordings__')
    return isFixture ? [its] : []
  })
}

export function expectValidFixtures(folder: string): void {
  for (const file of fixturesIn(folder)) {
    const fixture: unknown = JSON.parse(readFileSync(file, 'utf8'))
    expect({ file, errors: schemaErrors(fixture) }).toEqual({ file, errors: [] })
  }
}
