/** Programs that call a function more often than a debugger can stop. */
import { expect, test } from 'vitest'
import { argumentsOf, observe } from './observing.ts'

const MANY = 40_000

function seen({ calls }: Awaited<ReturnType<typeof observe>>): unknown[] {
  return calls.map((it) => [it.candidate.name, it.candidate.call, ...argumentsOf(it)])
}

test('the last of tens of thousands of calls is found, with what it was given, used or not', async () => {
  const observed = await observe({
    'main.mjs': `import { price } from './price.mjs'
const rows = Array.from({ length: ${MANY} }, (_, n) => ({ n, offer: n === ${MANY - 1} ? null : { price: 2 } }))
let total = 0
for (const row of rows) total += price(row, \`row \${row.n}\`, { unused: row.n })
console.log(total)`,
    'price.mjs': `export const price = ({ offer, n }, name, unused) => { // of one row
  const each = offer.price
  return each * n
}`,
  })
  expect(seen(observed)).toEqual([
    ['price', MANY, { offer: '<null>', n: `<${MANY - 1}>` }, `row ${MANY - 1}`, { unused: `<${MANY - 1}>` }],
  ])
})

test('so it is in CommonJS, of an object and of a method, where awaits lie between', async () => {
  const observed = await observe({
    'main.cjs': `const { Shop } = require('./shop.cjs')
async function main() {
  const shop = new Shop(2)
  for (let i = 0; i < 4000; i++) await shop.price(i)
  await shop.price('none')
}
main()`,
    'shop.cjs': `class Shop {
  #rate
  constructor(rate) {
    this.#rate = rate
  }
  async price(n) {
    await null
    return n.toFixed(this.#rate)
  }
}
module.exports = { Shop }`,
  })
  expect(seen(observed)).toEqual([
    ['price', 4001, 'none'],
    ['main', 1],
  ])
})

test.each([
  ['stands in one line', 'function price(row) { return row.offer.price }'],
  ['has a directive', "function price(row) {\n  'use strict'\n  return row.offer.price\n}"],
  ['is looked at by the program', 'function price(row) {\n  return row.offer.price\n}\nconsole.log(String(price))'],
  [
    'is compiled by the program',
    `const text = 'function price(row) {\\n  return row.offer.price\\n}\\nprice'
const price = require('node:vm').runInThisContext(text, { filename: \`\${__dirname}/price.js\` })`,
  ],
])('a function is looked at by breakpoints where it %s', async (_, text) => {
  const observed = await observe({ 'main.cjs': `${text}\nprice({ offer: {} })\nprice({})` })
  expect(seen(observed)).toEqual([['price', 2, {}]])
})
