import { type ExpressionStatement, Node, Project, ts } from 'ts-morph'
import { expect, test } from 'vitest'
import { USUAL_STYLE } from '../style.ts'
import { Names } from '../values/names.ts'
import { Imports } from './imports.ts'
import { TypeNames } from './type-names.ts'
import { makeStrict } from './strict.ts'
import { mendTypes } from './types.ts'

const compilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  lib: ['lib.es2022.d.ts'],
}
const project = new Project({ useInMemoryFileSystem: true, compilerOptions })
project.createSourceFile('/globals.d.ts', 'interface ImportMeta { url: string }')
project.createSourceFile(
  '/order.ts',
  `export enum Currency { Euro = 'EUR', Dollar = 'USD', 'Old Mark' = 'DEM' }
export enum Level { Low, High = -1 }
export type Id = string & { readonly brand: 'Id' }
interface Hidden { a: string }
export interface Order { id: Id; currency: Currency; level?: Level; status: 'open' | 'paid'; hidden?: Hidden; all?: Currency[] }
export interface Node { name: string; children: Map<string, Node> }
export type Tree = Map<string, Tree | Order[] | null>`,
)

/** The lines of a test, after what is imported for them. */
function mended(call: string): string {
  const file = project.createSourceFile(
    '/a.test.ts',
    `declare function test(run: () => void): void
declare function read(file: string): string
declare function shipAll(orders: import('./order.js').Order[]): void
declare function expect(its: unknown): { toEqual(other: unknown): void }
declare namespace expect { function any(type: unknown): any }
declare function walk(node: import('./order.js').Node, tree: import('./order.js').Tree, all: Set<import('./order.js').Node>): void
declare function total(lines: string[]): number
declare function ship(order: import('./order.js').Order, note?: string): void
declare function convert(to: import('./order.js').Currency | undefined, level: import('./order.js').Level | string): void
test(() => {
  ${call}
})`,
    { overwrite: true },
  )
  const imports = new Imports(file, 'import', { ...USUAL_STYLE, hasSemicolons: false }, new Names())
  const names = new TypeNames(
    {
      name: (_, name, isType) => (isType ? imports.type('./order.js', name) : imports.named('./order.js', name)),
      apply: () => imports.apply(),
    },
    "'",
  )
  const find = (): ExpressionStatement =>
    file.getStatements().findLast((each): each is ExpressionStatement => Node.isExpressionStatement(each))!
  makeStrict(find())
  mendTypes(find, names)
  const text = find().getText().split('\n').slice(1, -1)
  return [...file.getImportDeclarations().map((each) => each.getText()), ...text].map((line) => line.trim()).join('\n')
}

test('an argument of another type is given as one of any', () => {
  expect(mended('total([1])')).toBe('total([1 as never])')
  expect(mended('read(1)')).toBe('read(1 as never)')
  expect(mended('read(null)')).toBe('read(null as never)')
  expect(mended("total(['a'])")).toBe("total(['a'])")
})

test('what is no matter of types is left as it is', () => {
  // Whether a file is a module is for its package.json to say.
  expect(mended('read(import.meta.url)')).toBe('read(import.meta.url)')
})

test('a member of an enum is written by its name', () => {
  expect(mended("convert('EUR', 'x')")).toBe(`import { Currency } from './order.js'
convert(Currency.Euro, 'x')`)
  expect(mended("convert('DEM', 'x')")).toBe(`import { Currency } from './order.js'
convert(Currency['Old Mark'], 'x')`)
  expect(mended("ship({ id: '' as never, currency: 'USD', level: -1, status: 'open', all: ['EUR'] })")).toBe(
    `import { Currency, Level } from './order.js'
ship({ id: '' as never, currency: Currency.Dollar, level: Level.High, status: 'open', all: [Currency.Euro] })`,
  )
})

test('what is of another type is given as of the one that it has to be of, where it stands', () => {
  expect(mended("ship({ id: 'o-1', currency: 'EUR', status: 'paid' })")).toBe(
    `import { Currency, type Id } from './order.js'
ship({ id: 'o-1' as Id, currency: Currency.Euro, status: 'paid' })`,
  )
  expect(mended("const id = 'o-1'\nship({ id, currency: 'EUR', status: 'paid' })")).toBe(
    `import { Currency, type Id } from './order.js'
const id = 'o-1'
ship({ id: id as Id, currency: Currency.Euro, status: 'paid' })`,
  )
  // It can't be of that type.
  expect(mended("ship({ id: 'o-1', currency: 'GBP', status: 'lost' })")).toBe(
    `import type { Currency, Id } from './order.js'
ship({ id: 'o-1' as Id, currency: 'GBP' as Currency, status: 'lost' as never })`,
  )
  expect(mended("ship({ id: 'o-1' as never, currency: 'EUR', status: 'paid', hidden: { a: 1 } })")).toBe(
    `import { Currency } from './order.js'
ship({ id: 'o-1' as never, currency: Currency.Euro, status: 'paid', hidden: { a: 1 as never } })`,
  )
})

test('what lacks something, or has more than its type, is given as of it', () => {
  expect(mended("ship({ currency: 'EUR' })")).toBe(`import { Currency, type Order } from './order.js'
ship({ currency: Currency.Euro } as Order)`)
  expect(mended("ship({ id: 'o-1' as never, currency: 'EUR', status: 'paid', more: 1 })")).toBe(
    `import { Currency, type Order } from './order.js'
ship({ id: 'o-1' as never, currency: Currency.Euro, status: 'paid', more: 1 } as Order)`,
  )
})

test('a value that has a name is declared to be of its type', () => {
  expect(mended("const order = { id: 'o-1', currency: 'EUR', status: 'paid' }\nship(order)\nship(order)")).toBe(
    `import { Currency, type Id, type Order } from './order.js'
const order: Order = { id: 'o-1' as Id, currency: Currency.Euro, status: 'paid' }
ship(order)
ship(order)`,
  )
})

test('for linters that are strict nothing is of any type, and what gives nothing is no result', () => {
  expect(mended('expect({ id: 1 }).toEqual({ id: expect.any(Number) })')).toBe(
    'expect({ id: 1 }).toEqual({ id: expect.any(Number) as unknown })',
  )
  expect(mended("expect(() => shipAll([]))\nexpect(() => read('a'))")).toBe(
    "expect(() => { shipAll([]) })\nexpect(() => read('a'))",
  )
})

test('what is read is of the type that it has to be of', () => {
  expect(mended("const orders = JSON.parse(read('a'))\nshipAll(orders)")).toBe(
    `import type { Order } from './order.js'
const orders = JSON.parse(read('a')) as Order[]
shipAll(orders)`,
  )
  expect(mended("const lines = JSON.parse(read('a'))\ntotal(lines)")).toBe(
    "const lines = JSON.parse(read('a')) as unknown\ntotal(lines as never)",
  )
})

test('what a collection holds that something was added to later is of the type that it has to be of', () => {
  expect(
    mended(`const children = new Map<unknown, unknown>()
const node = { name: 'a', children }
const tree = new Map<unknown, unknown>()
const all = new Set<unknown>()
children.set('self', node)
tree.set('self', tree)
all.add(node)
walk(node, tree, all)`),
  ).toBe(`import type { Node, Order, Tree } from './order.js'
const children = new Map<string, Node>()
const node: Node = { name: 'a', children }
const tree = new Map<string, null | Order[] | Tree>()
const all = new Set<Node>()
children.set('self', node)
tree.set('self', tree)
all.add(node)
walk(node, tree, all)`)
})
