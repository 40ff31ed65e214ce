import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Difference } from '../compare/difference.ts'
import { readConfig, type VerifyConfig } from './config.ts'
import { Rules, rulesFor } from './rules.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'retrace-rules-'))

afterAll(() => rmSync(folder, { recursive: true }))

const answer: Difference = {
  kind: 'changed-response',
  what: 'GET /orders/7',
  during: 'GET /orders/7',
  place: null,
  recordedPlace: null,
  changes: [
    { path: '$.body.items[0].id', recorded: 1, actual: 2 },
    { path: '$.body.servedBy.host', recorded: 'a', actual: 'b' },
  ],
}

const paths = (config: VerifyConfig): string[] | undefined =>
  new Rules(config).counted(answer)?.changes.map(({ path }) => path)

test('what a rule names does not count, nor what is in it; other rules say nothing of it', () => {
  expect(paths({ ignore: [{ what: 'GET /orders/*', path: '$.body.servedBy' }] })).toEqual(['$.body.items[0].id'])
  expect(paths({ ignore: [{ path: '$.body.items[*].id' }, { path: 'body.servedBy.host' }] })).toBeUndefined()
  expect(paths({ ignore: [{ what: 'GET /orders' }, { kind: 'extra' }, { path: '$.body.items[1]' }] })).toHaveLength(2)
  expect(paths({ ignore: [{ request: 'GET *', kind: 'changed-response' }] })).toBeUndefined()
})

test('a kind is as grave as it is said to be, or does not count', () => {
  expect(paths({ severity: { 'changed-response': 'off' } })).toBeUndefined()
  const { severityOf } = new Rules({ severity: { 'slower-in-calls': 'error', extra: 'off' } })
  expect([severityOf('slower-in-calls'), severityOf('fixed')]).toEqual(['error', 'info'])
})

test('the rules for a difference make that no difference, whichever values it has', () => {
  const ignore = rulesFor(answer)
  expect(ignore[0]).toEqual({ kind: 'changed-response', what: 'GET /orders/*', path: '$.body.items[*].id' })
  expect(paths({ ignore })).toBeUndefined()
  const query = { ...answer, kind: 'missing', what: 'select * from "a" where (b = $1)', changes: [] } as const
  expect(new Rules({ ignore: rulesFor(query) }).counted(query)).toBeNull()
})

test.each([
  ['{', /JSON/],
  ['{"verify":{"severity":{"slow":"off"}}}', /verify\.severity\.slow .*one of crashed/],
  ['{"verify":{"severity":{"extra":"none"}}}', /verify\.severity\.extra is "none", and not one of error/],
  ['{"verify":{"ignore":[{"path":"$..x"}]}}', /verify\.ignore\.0\.path is "\$\.\.x", and not a path/],
  ['{"verify":{"ignore":[{}]}}', /verify\.ignore\.0 .*at least one of kind/],
  ['{"verify":{"ignored":[]}}', /verify\.ignored is not known/],
])('a configuration that says %s is refused, with its place', (text, why) => {
  const file = path.join(folder, 'given.json')
  writeFileSync(file, text)
  expect(() => readConfig(folder, file)).toThrow(why)
})

test('without a configuration all counts, and one that is named has to be there', () => {
  expect(readConfig(folder)).toEqual({})
  expect(() => readConfig(folder, `${folder}/other.json`)).toThrow(/other\.json: ENOENT/)
})
