import { expect, test } from 'vitest'
import { Functions } from './functions.ts'

const SOURCE = `
function total() {}
const sum = () => {}
export const twice = async function () {}
class Order { total() {} static of() {} get price() { return 1 } #hidden() {} field = () => {} }
const Named = class { run() {} }
exports.read = function () {}
module.exports.write = () => {}
Order.prototype.cancel = function () {}
const api = { list() {}, find: () => {}, 'not a name'() {} }
[1].map(() => {})
`

test.each([
  ['total', ['total', 'Order.total']],
  ['Order.total', ['Order.total']],
  ['sum', ['sum']],
  ['twice', ['twice']],
  ['of', ['Order.of']],
  ['Order.price', ['Order.price']],
  ['field', ['Order.field']],
  ['Named.run', ['Named.run']],
  ['read', ['read']],
  ['write', ['write']],
  ['Order.cancel', ['Order.cancel']],
  ['list', ['list']],
  ['find', ['find']],
  ['tal', []],
  ['map', []],
])('%s is what %j are called', (wanted, names) => {
  expect(new Functions(SOURCE).named(wanted).map(({ name }) => name)).toEqual(names)
})
