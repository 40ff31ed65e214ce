import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { CallSeen, ValueNode } from '../observation.ts'
import { UserProject } from '../project/project.ts'
import { neededBy } from './needed.ts'
import { placeOf, planOf, userProject } from './user-project.test-kit.ts'

const user = userProject({
  'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'src/db.js': "import pg from 'pg'\nexport const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })\n",
  'src/rates.js': "import { base } from './base.js'\nexport const convert = (amount) => amount.value * base\n",
  'src/base.js': 'export const base = Number(process.env.BASE ?? 1)\n',
  'src/mail.js': "import mailer from 'mailer'\nexport const send = (text) => mailer.send(text.trim())\n",
})
afterAll(() => user.remove())

/** The names of the variables that a test of a function needs, of some that the program had read. */
function needed(source: string, at: string, more: readonly ValueNode[] = []): string[] {
  const file = path.join(user.folder, source)
  const plan = planOf(new UserProject(file), { file, name: '', at, args: [{}], error: {} }, placeOf(file, at))
  const call: CallSeen = { ...plan.call, values: { nodes: [...plan.call.values.nodes, ...more] } }
  const early = ['DATABASE_URL', 'BASE', 'MAIL_HOST'].map((name) => ({ name, value: 'x', isEarly: true }))
  const environment = [...early, { name: 'READ_IN_THE_CALL', value: 'x', isEarly: false }]
  return neededBy({ ...plan, call, environment }).map(({ name }) => name)
}

test('what modules have read that a test does not load, it does not need', () => {
  expect(needed('src/rates.js', '(amount)')).toEqual(['BASE', 'READ_IN_THE_CALL'])
})

test('a package may have read anything', () => {
  expect(needed('src/mail.js', '(text)')).toHaveLength(4)
})

test('with values that may be made by other modules it needs all', () => {
  const pool: ValueNode = { kind: 'native', what: 'Pool' }
  expect(needed('src/rates.js', '(amount)', [pool])).toHaveLength(4)
})
