import { expect, test } from 'vitest'
import { crashTable, withTable } from '../proof/crash-table.mjs'

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

test('the table takes the place of the one before, and of nothing else', () => {
  const document = `# Tests\n\n${begin}\n\n| old |\n\n${end}\n\nMore.\n`
  expect(withTable(document, '| new |\n')).toBe(`# Tests\n\n${begin}\n\n| new |\n\n${end}\n\nMore.\n`)
})

test('a manual without a place for the table is refused', () => {
  expect(() => withTable('# Tests\n', '| new |\n')).toThrow('no place for the table')
})
