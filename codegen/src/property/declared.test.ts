import { Project } from 'ts-morph'
import { expect, test } from 'vitest'
import { declaredErrors } from './declared.ts'

const SOURCE = `
/** Errors of others say nothing of it. @throws {TypeError} */
export const limit = 7

/**
 * @throws {NotFound} where there is none
 * @throws {Busy | errors.Gone}
 * @throws whatever the server says
 */
export async function find(id: string) {
  if (id === '') throw new RangeError('no id')
  return load(id, () => { throw new Empty() })
}

/** @throws Closed where it is too late */
export const open = async (id: string) => find(id)

export class Orders {
  /** @exception {NotFound} */
  total(id: string) {
    try { return open(id) } catch (error) { throw error }
  }
}

export function plain() {}
`

const file = new Project({ useInMemoryFileSystem: true }).createSourceFile('/orders.ts', SOURCE)

function declaredBy(text: string, name: string): string[] {
  const { line, column } = file.getLineAndColumnAtPos(SOURCE.indexOf(text) + text.length)
  return declaredErrors(file, { file: '/orders.ts', line, column }, name)
}

test('a function declares what its comment says, and what it makes and throws itself', () => {
  expect(declaredBy('function find', 'find')).toEqual(['NotFound', 'Busy', 'errors.Gone', 'RangeError', 'Empty'])
  expect(declaredBy('open = async ', 'open')).toEqual(['Closed'])
  expect(declaredBy('  total', 'Orders.total')).toEqual(['NotFound'])
  expect(declaredBy('function plain', 'plain')).toEqual([])
})
