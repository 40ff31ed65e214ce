import { expect, test } from 'vitest'
import { crashTable, publicTable, withTable } from '../proof/crash-table.mjs'

const begin = '<!-- Written by `npm run proof -- crashes --write`. -->'
const end = '<!-- Written until here. -->'

test('the table of the manual says at which function each program is tested, and how', () => {
  const table = crashTable([
    {
      crash: { name: 'getter', about: 'One has no discount.', error: 'TypeError' },
      level: 'function',
      function: 'receipt',
      isRed: true,
      isGreen: true,
    },
    { crash: { name: 'timer', about: 'Nothing | came.', error: 'TypeError' } },
  ])
  expect(table).toBe(
    `| program | what goes wrong | error | tested at | before the fix | after it |
| --- | --- | --- | --- | --- | --- |
| [getter](../fixtures/crashes/getter) | One has no discount. | \`TypeError\` | \`receipt\` | red | green |
| [timer](../fixtures/crashes/timer) | Nothing \\| came. | \`TypeError\` | - | no | no |
`,
  )
})

test('the table of public crashes says where each was reported, and which versions the test was run with', () => {
  const crash = {
    name: 'request',
    about: 'The answer is null.',
    issue: 'https://git.test/it/issues/819',
    fixed: '@it/request@10.0.11',
    error: 'TypeError',
  }
  const table = publicTable([
    { crash, broken: '10.0.10', level: 'function', function: 'latest', isRed: true, isGreen: true },
    { crash, broken: '10.0.10', level: 'request', isRed: true, isGreen: false },
  ])
  expect(table).toBe(
    `| program | what goes wrong | issue | error | tested at | with the bug | with the fix |
| --- | --- | --- | --- | --- | --- | --- |
| [request](../fixtures/public/request) | The answer is null. | [819](https://git.test/it/issues/819) | \`TypeError\` | \`latest\` | 10.0.10: red | 10.0.11: green |
| [request](../fixtures/public/request) | The answer is null. | [819](https://git.test/it/issues/819) | \`TypeError\` | request | 10.0.10: red | 10.0.11: no |
`,
  )
})

test('the table takes the place of the one before, and of nothing else', () => {
  const other = `<!-- Written by \`npm run proof -- public --write\`. -->\n\n| other |\n\n${end}`
  const document = `${other}\n\n${begin}\n\n| old |\n\n${end}\n\nMore.\n`
  expect(withTable('crashes', document, '| new |\n')).toBe(`${other}\n\n${begin}\n\n| new |\n\n${end}\n\nMore.\n`)
})

test('a manual without a place for the table is refused', () => {
  expect(() => withTable('crashes', '# Tests\n', '| new |\n')).toThrow('no place for the table')
})
