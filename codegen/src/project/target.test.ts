import { Project } from 'ts-morph'
import { expect, test } from 'vitest'
import { targetAt } from './target.ts'

const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { allowJs: true } })

/** The target of the function whose parameters begin at `▸` in a source, in short. */
function target(marked: string, name = '', file = '/src/order.ts'): string {
  const before = marked.slice(0, marked.indexOf('▸')).split('\n')
  const source = project.createSourceFile(file, marked.replace('▸', ''), { overwrite: true })
  const place = { file, line: before.length, column: (before.at(-1) as string).length + 1 }
  const found = targetAt(source, place, name)
  if (found.kind === 'none') return `none: ${found.why}`
  const { kind, exported, label, isStatic, settles, hasResult, isGenerator } = found.target
  const way = [exported.kind, exported.name, ...exported.path].join('.')
  return `${isStatic ? 'static ' : ''}${kind}${isGenerator ? '*' : ''} ${label} by ${way}: ${hasResult ? 'something' : 'nothing'} ${settles}`
}

test('functions that an ES module exports', () => {
  expect(target('export function total▸(order: number) { return 1 }')).toBe(
    'function total by named.total: something now',
  )
  expect(target('export async function total▸() {}')).toBe('function total by named.total: nothing later')
  expect(target('export default function total▸() { return 1 }')).toBe('function total by default.total: something now')
  expect(target('export default async () ▸=> 5')).toBe('function order by default.: something later')
  expect(target('export const total = async (▸order: unknown) => order')).toBe(
    'function total by named.total: something later',
  )
  expect(target('const total = ▸() => 1\nexport { total as sum }')).toBe('function sum by named.sum: something now')
  expect(target('function total▸() {}\nexport default total')).toBe('function total by default.total: nothing now')
  expect(target('export function* pages▸() { yield 1 }')).toBe('function* pages by named.pages: something now')
  expect(target('export const api = { orders: { total▸() { return 1 } } } as const')).toBe(
    'function api.orders.total by named.api.orders.total: something now',
  )
  expect(target('const total = () ▸=> 1\nexport default { total }')).toBe(
    'function order.total by default..total: something now',
  )
})

test('functions that a CommonJS module exports', () => {
  const file = '/src/order.js'
  expect(target('function total▸(order) { return order.x }\nmodule.exports = { total }', '', file)).toBe(
    'function total by named.total: something now',
  )
  expect(target('function total▸() {}\nmodule.exports = { sum: total }', '', file)).toBe(
    'function sum by named.sum: nothing now',
  )
  expect(target('module.exports = function total▸() { return 1 }', '', file)).toBe(
    'function total by module.total: something now',
  )
  expect(target('exports.total = async ▸() => {}', '', file)).toBe('function total by named.total: nothing later')
  expect(target('const it = module.exports = {}\nit.total = function ▸() {}', '', file)).toContain('none')
  expect(target('module.exports.total = total\nfunction total▸() {}', '', file)).toBe(
    'function total by named.total: nothing now',
  )
  expect(
    target('function Order() {}\nOrder.prototype.total = function ▸() { return 1 }\nmodule.exports = Order', '', file),
  ).toBe('method Order.total by module.Order: something now')
})

test('members of classes', () => {
  const inClass = (member: string): string => target(`export class Order { ${member} }`)
  expect(inClass('total▸() { return 1 }')).toBe('method Order.total by named.Order: something now')
  expect(inClass('static of▸() { return 1 }')).toBe('static method Order.of by named.Order: something now')
  expect(inClass('get total▸() { return 1 }')).toBe('getter Order.total by named.Order: something now')
  expect(inClass('set total▸(value: number) {}')).toBe('setter Order.total by named.Order: nothing now')
  expect(inClass('constructor▸() {}')).toBe('constructor Order by named.Order: something now')
  expect(inClass('#total▸() {}')).toBe('none: Order.#total is private')
  expect(inClass('private total▸() {}')).toBe('none: Order.total is private')
  expect(inClass('total = ▸() => 1')).toBe('none: total is a field of each instance')
  expect(target('class Order { total▸() {} }')).toBe('none: the class Order is not exported')
  expect(target('class Order { total▸() {} }\nexport const order = () => new Order()')).toMatch(/Order\.total/)
  expect(target('class Order { static of▸() {} }\nexport const order = () => new Order()')).toBe(
    'none: the class Order is not exported',
  )
  expect(target('const Order = class { total▸() { return 1 } }\nexport { Order }')).toBe(
    'method Order.total by named.Order: something now',
  )
})

test('what can not be called is told with its reason', () => {
  expect(target('function total▸() {}')).toBe('none: total is not exported')
  expect(target('export function outer() { return () ▸=> 1 }')).toBe('none: nothing exports it under a name')
  expect(target('export function outer() { function inner▸() {} return inner }')).toBe('none: inner is not exported')
  expect(target('export function make() { const total = 1; return { total } }\nfunction total▸() {}')).toBe(
    'none: total is not exported',
  )
})

test('a place that is near a function leads to it', () => {
  expect(target('export ▸async function total() {}')).toBe('function total by named.total: nothing later')
  expect(target('export const ▸total = async () => 1')).toBe('function total by named.total: something later')
  expect(target('▸export function a() {} export function b() {}', 'a')).toBe('function a by named.a: nothing now')
  expect(target('export function outer(each = () ▸=> 1) {}')).toContain('none')
})

test('where no type says so, what is returned tells whether it may be a promise', () => {
  const settles = (body: string): string =>
    target(`export function f▸(a) { ${body} }`, '', '/src/f.js').split(' ').at(-1)!
  expect(settles("return a.name.split(' ')[0]")).toBe('now')
  expect(settles('return a.name.trim()')).toBe('now')
  expect(settles('const { b } = JSON.parse(a); return b')).toBe('now')
  expect(settles('return a.rows.map((row) => load(row))')).toBe('now')
  expect(settles('return a.client.get(a.key)')).toBe('maybe')
  expect(settles('if (a.b) return a.b.c; return a.load()')).toBe('maybe')
  const called = (inner: string): string =>
    target(`${inner}\nexport function f▸(a) { return inner(a) }`, '', '/src/f.js').split(' ').at(-1)!
  expect(called('function inner(a) { return a.b.c }')).toBe('now')
  expect(called('const inner = (a) => a.query()')).toBe('maybe')
})
