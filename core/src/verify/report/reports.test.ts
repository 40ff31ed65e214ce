import { expect, test } from 'vitest'
import { plain } from '../../divergence/paint.ts'
import { RetraceError } from '../../errors.ts'
import type { Divergence } from '../compare/difference.ts'
import { REPORTERS } from './index.ts'
import { showBoth } from './text.ts'
import type { Results } from './report.ts'

const cwd = '/project'

const query: Divergence = {
  id: 'abc1234',
  found: [],
  kind: 'changed-query',
  severity: 'error',
  what: 'SELECT "a" < 1,\n 100%',
  during: null,
  place: { file: '/project/src/a b.ts', line: 3, column: 7, function: null } as never,
  recordedPlace: null,
  also: [],
  changes: [{ path: '$.operation', recorded: 'SELECT 1', actual: undefined }],
  count: 2,
  requests: ['GET /a', 'GET /b'],
  recordings: ['recordings/a'],
}

const often: Divergence = {
  ...query,
  kind: 'slower-in-calls',
  severity: 'warning',
  what: 'SELECT `b`\u0000',
  place: null,
  changes: [],
  times: { recorded: 1, actual: 9 },
  count: 1,
  requests: ['GET /a'],
}

const results: Results = {
  verified: [
    { recording: 'recordings/a', requests: 2, calls: 3, took: 1234.5, differences: [], accepted: 0, ignored: [] },
    { recording: 'recordings/b', requests: 1, calls: 0, took: 10, differences: [], accepted: 0, ignored: [] },
  ],
  divergences: [query, often],
  unverified: [{ recording: 'recordings/c', error: new RetraceError('VERIFY_NOTHING', { what: 'c' }) }],
}

function written(name: string, its: Results = results): string {
  return REPORTERS[name]?.report(its, { paint: plain, cwd }) ?? ''
}

test('github has a command a line, with nothing in it that ends one', () => {
  const lines = written('github').trimEnd().split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatch(/^::error title=recordings\/c could not be verified%3A VERIFY_NOTHING::/)
  expect(lines[1]).toMatch(
    /^::error file=src\/a b\.ts,line=3,col=7,title=changed-query%3A SELECT "a" < 1%2C 100%25::A query is another one\.%0A\$\.operation%0A- "SELECT 1"%0A\+ nothing%0Ain GET \/a and 1 more, 2 times%0Aof recordings\/a$/,
  )
  expect(lines[2]).toMatch(/^::warning title=slower-in-calls/)
  expect(lines[3]).toBe('2 recordings, 3 requests: 2 divergences, 1 recording not verified')
})

test('markdown shows what differs as a diff, and code with backticks as code', () => {
  const text = written('markdown')
  expect(text).toContain('### changed-query: `SELECT "a" < 1, 100%`')
  expect(text).toContain('at `src/a b.ts:3:7`, in `GET /a` and 1 more, 2 times, of `recordings/a`. (abc1234)')
  expect(text).toContain('```diff\n  $.operation\n- "SELECT 1"\n+ nothing\n```')
  expect(text).toContain('### slower-in-calls: ``SELECT `b`')
})

test('markdown is no longer than a comment may be, and says how much is left out', () => {
  const changes = Array.from({ length: 20 }, (_, i) => ({ path: `$[${i}]`, recorded: 'a'.repeat(90), actual: 'b' }))
  const divergences = Array.from({ length: 60 }, () => ({ ...query, changes }))
  const text = written('markdown', { ...results, divergences, unverified: [] })
  expect(text.length).toBeLessThan(65_536)
  expect(text).toMatch(/… and \d+ more\.\n$/)
})

test('junit has a suite for each recording, and is XML whatever is said', () => {
  const text = written('junit')
  expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>/)
  expect(text).toContain('<testsuites name="retrace verify" tests="4" failures="2" errors="1">')
  expect(text).toContain('name="changed-query: SELECT &quot;a&quot; &lt; 1, 100%"')
  expect(text).toContain('SELECT `b`\uFFFD')
  expect(text).toContain('<testcase classname="recordings/b" name="does what it did" time="0.010"/>')
  expect(text).toContain('<error type="VERIFY_NOTHING">')
})

test('sarif has a result for each divergence, whose identity is the same when lines move', () => {
  const [run] = (JSON.parse(written('sarif')) as { runs: [SarifRun] }).runs
  const [moved] = (
    JSON.parse(
      written('sarif', {
        ...results,
        divergences: [{ ...query, place: null }],
      }),
    ) as { runs: [SarifRun] }
  ).runs
  expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['changed-query', 'error'],
    ['slower-in-calls', 'warning'],
  ])
  expect(run.results[0]?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'src/a%20b.ts', uriBaseId: '%SRCROOT%' },
    region: { startLine: 3, startColumn: 7 },
  })
  expect(run.invocations[0]?.executionSuccessful).toBe(false)
  expect(moved.results[0]?.partialFingerprints).toEqual(run.results[0]?.partialFingerprints)
})

interface SarifRun {
  readonly invocations: readonly { readonly executionSuccessful: boolean }[]
  readonly results: readonly {
    readonly ruleId: string
    readonly level: string
    readonly partialFingerprints: unknown
    readonly locations?: readonly { readonly physicalLocation: unknown }[]
  }[]
}

test('what has become of items of lists is told in every report', () => {
  const changes: Divergence['changes'] = [
    { path: '$.body[0]', recorded: undefined, actual: { a: 1 }, edit: 'added' },
    { path: '$.body[1]', recorded: 'gone', actual: undefined, edit: 'removed' },
    { path: '$.body[2]', from: '$.body[0]', recorded: 'same', actual: 'same', edit: 'moved' },
    { path: '$.body[3].n', from: '$.body[2].n', recorded: 1, actual: 2 },
  ]
  const its: Results = { ...results, divergences: [{ ...query, changes }] }
  const lines = (text: string): string[] => text.split(/\n|%0A|\\n/).map((line) => line.trim())
  const told = [
    '$.body[0] added',
    '+ {"a":1}',
    '$.body[1] removed',
    '- "gone"',
    '$.body[2] moved from $.body[0]',
    '"same"',
    '$.body[3].n, recorded at $.body[2].n',
    '- 1',
    '+ 2',
  ]
  for (const name of ['terminal', 'markdown', 'github', 'sarif', 'junit'])
    expect(lines(unescaped(written(name, its)))).toEqual(expect.arrayContaining(told))
  expect(JSON.parse(written('json', its))).toMatchObject({
    divergences: [{ changes: JSON.parse(JSON.stringify(changes)) }],
  })
  expect(written('html', its)).toContain('"name":"$.body[2] moved from $.body[0]"')
})

test('what a divergence leads to is told with it in every report', () => {
  const leadsTo: Divergence['leadsTo'] = [{ kind: 'crashed', what: 'TypeError: `x`', place: query.place }]
  const its: Results = { ...results, divergences: [{ ...query, leadsTo }] }
  for (const name of ['terminal', 'github', 'sarif', 'junit', 'html'])
    expect(written(name, its)).toMatch(/leads to crashed: TypeError: `x`, at src\/a b\.ts:3:7/)
  expect(written('markdown', its)).toContain('It leads to crashed: `` TypeError: `x` `` at `src/a b.ts:3:7`.')
  expect(JSON.parse(written('json', its))).toMatchObject({
    divergences: [{ leadsTo: [{ kind: 'crashed', place: { file: 'src/a b.ts', line: 3 } }] }],
  })
})

/** As XML and JSON have it. */
function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('\\"', '"')
}

test('of long values, what differs is shown', () => {
  const long = 'x'.repeat(200)
  const [one, other] = [`${long} one ${long}`, `${long} two ${long}`]
  expect(showBoth({ path: '$', recorded: one, actual: other })).toEqual({
    recorded: expect.stringMatching(/^…x+ one x+…$/),
    actual: expect.stringMatching(/^…x+ two x+…$/),
  })
  expect(showBoth({ path: '$', recorded: undefined, actual: 'b' })).toEqual({ recorded: 'nothing', actual: '"b"' })
})
