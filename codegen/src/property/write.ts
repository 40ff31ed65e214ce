/** Writes the test of a property: the call, answered with anything of the recorded shape. */
import type { ColumnTypes } from '@retrace/core/recordings'
import { type Around, type Body, loading, writeCall } from '../write/body.ts'
import { settled } from '../write/assertion.ts'
import type { Modules } from '../write/modules.ts'
import type { Impossible, TestFrame, TestPlan, WrittenTest } from '../write/plan.ts'
import { settingLines } from '../write/setting.ts'
import { writeTestOf } from '../write/test.ts'
import { titleOfProperty } from '../write/title.ts'
import type { TextStyle } from '../style.ts'
import { call, inOneLine, type Layout } from '../values/layout.ts'
import { isIdentifier, stringSource } from '../values/literals.ts'
import { isBuiltInError } from '../values/built-in-errors.ts'
import { arbitrary } from './arbitraries.ts'
import { kindOf } from './kinds.ts'
import type { Shape } from './shape.ts'
import { nameIn } from './varied.ts'

export interface PropertyPlan {
  readonly test: TestPlan
  /** The name of the test whose fixture it is answered from. */
  readonly fixture: string
  readonly parts: readonly Part[]
  /** Classes of errors with which the call may fail, by their names in its file. */
  readonly declared: readonly string[]
}

/** Something that is answered otherwise. */
export interface Part {
  readonly operation: string
  readonly path: string
  readonly shape: Shape
  /** Of the columns, where it is rows. */
  readonly types: ColumnTypes | undefined
}

/** Texts that are longer get a file of their own. */
const LONG = 2000
/** The same cases are tried on every machine. */
const SEED = 1

/**
 * Writes it as `writeTestOf` does.
 *
 * @param counts - has it fail where most answers lead to requests that were not recorded, so that nothing is tried
 * @throws RetraceError `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`
 */
export function writePropertyTest(plan: PropertyPlan, counts: boolean): Promise<WrittenTest | Impossible> {
  const { project, recording, target } = plan.test
  const { label, file } = target
  const title = titleOfProperty(label, plan.declared.length > 0)
  const frame: TestFrame = { project, recording, subject: { file, label, answeredFrom: plan.fixture }, title }
  return writeTestOf(frame, (around) => writeBody(plan, counts, around))
}

function writeBody(plan: PropertyPlan, counts: boolean, around: Around): Body {
  const { project } = plan.test
  const { style } = project
  const fc = around.imports.whole('fast-check', 'fc')
  const its = writeCall(plan.test, around)
  if (its.kind === 'impossible') return its
  const answers = around.names.take('answers')
  const names = plan.parts.map((part) => around.names.take(nameOf(part)))

  const text = (its: string): string => stringSource(its, style.quote)
  const dataFile = (its: string): string =>
    its.length > LONG ? around.data.add('answer', { kind: 'text', text: its }) : text(its)
  const arbitraries = plan.parts.map(({ shape }) => arbitrary(shape, { fc, style, text: dataFile }))
  const run = block([
    ...its.lines,
    ...guarded(plan, settled(its.called), its.modules),
    ...(counts ? ['return true'] : []),
  ])
  const record: Layout = [
    `await retrace.record({ name: ${text(plan.fixture)}, ${answers === 'answers' ? answers : `answers: ${answers}`} }, async () => `,
    run,
    ')',
  ]
  const body = block([
    [`const ${answers} = `, answersOf(plan.parts, names, text)],
    ...(counts ? [[`${fc}.pre((`, record, ') === true)']] : [record]),
  ])
  const property = propertyOf(fc, names, arbitraries, body, style)
  const options = `{ seed: ${SEED}${counts ? ', maxSkipsPerRun: 1' : ''} }`
  const lines: Layout[] = [
    ...settingLines(plan.test, around),
    ...loading(plan.test, around, its.modules),
    ['await ', { open: `${fc}.assert(`, items: [property, options], close: ')' }],
  ]
  return { kind: 'body', lines, isMany: true }
}

/** Of several answers each has its name, also where one that fails is shown. */
function propertyOf(
  fc: string,
  names: readonly string[],
  arbitraries: readonly Layout[],
  body: Layout,
  { width }: TextStyle,
): Layout {
  const callee = `${fc}.asyncProperty`
  const [only] = arbitraries
  if (only === undefined || arbitraries.length > 1) {
    const items = arbitraries.map((its, i): Layout => [`${names[i] as string}: `, its])
    const all: Layout = call(`${fc}.record`, [{ open: '{', items, close: '}' }])
    return { open: `${callee}(`, items: [all, [`async ({ ${names.join(', ')} }) => `, body]], close: ')' }
  }
  const run: Layout = [`async (${names.join('')}) => `, body]
  // In the line of the call, where that leaves the name of its answer within the width.
  const first = `${callee}(${inOneLine(only)}, `
  if (first.length > width / 2) return { open: `${callee}(`, items: [only, run], close: ')' }
  return [first, run, ')']
}

/** The call; errors that it declares are no failure. */
function guarded({ declared, test }: PropertyPlan, its: Layout, modules: Modules): Layout[] {
  if (declared.length === 0) return [its]
  const { language, style } = test.project
  const error = language === 'typescript' ? '(error as Error)' : 'error'
  const checks = declared.map((name) => {
    const short = name.split('.').at(-1) as string
    const own = isBuiltInError(short) ? null : modules.classNamed(short, test.target.file)
    return own === null
      ? `${error}.constructor.name === ${stringSource(short, style.quote)}`
      : `error instanceof ${own}`
  })
  const [only] = checks
  const isOther =
    checks.length > 1
      ? `!(${checks.join(' || ')})`
      : only?.includes(' === ')
        ? only.replace(' === ', ' !== ')
        : `!(${only})`
  return [['try ', block([its]), ' catch (error) ', block([`if (${isOther}) throw error`])]]
}

function answersOf(parts: readonly Part[], names: readonly string[], text: (its: string) => string): Layout {
  const operations = [...new Set(parts.map(({ operation }) => operation))]
  const items = operations.map((operation): Layout => {
    const places = parts.flatMap((part, i): Layout[] =>
      part.operation === operation ? [keyed(part.path, names[i] as string, text)] : [],
    )
    return [`${text(operation)}: `, { open: '{', items: places, close: '}' }]
  })
  return { open: '{', items, close: '}' }
}

function keyed(path: string, name: string, text: (its: string) => string): string {
  return `${isIdentifier(path) ? path : text(path)}: ${name}`
}

function nameOf({ operation, path, types }: Part): string {
  if (types) return path === '$' ? 'rows' : 'row'
  return nameIn(path) || collectionIn(operation) || 'answer'
}

/** What a whole answer is of: `session` of `GET session:ada`, `orders` of `GET /orders/7`. */
function collectionIn(operation: string): string | undefined {
  const [, target, key] = /^\w+ (?:(\/\S*)|([^\s/]+:)[^\s/:]*$)/.exec(operation) ?? []
  if (key !== undefined) return key.split(':').at(-2)
  return kindOf(target ?? '')
    .split('/')
    .findLast((segment) => segment !== '' && !segment.includes('#'))
}

function block(statements: readonly Layout[]): Layout {
  return ['{\n', ...statements.flatMap((each): Layout[] => [each, '\n']), '}']
}
