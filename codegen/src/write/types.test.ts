import { type ExpressionStatement, Node, Project, ts } from 'ts-morph'
import { expect, test } from 'vitest'
import { mendTypes } from './types.ts'

function mended(call: string): string {
  const compilerOptions = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true }
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions })
  const file = project.createSourceFile(
    '/a.test.ts',
    `declare function test(run: () => void): void
declare function read(file: string): string
declare function total(lines: string[]): number
test(() => {
  ${call}
})`,
  )
  mendTypes(() =>
    file.getStatements().findLast((each): each is ExpressionStatement => Node.isExpressionStatement(each))!,
  )
  return file.getText().split('\n').at(-2)!.trim()
}

test('an argument of another type is given as one of any', () => {
  expect(mended('total([1])')).toBe('total([1] as never)')
  expect(mended("total(['a'])")).toBe("total(['a'])")
})

test('what is no matter of types is left as it is', () => {
  // Whether a file is a module is for its package.json to say.
  expect(mended('read(import.meta.url)')).toBe('read(import.meta.url)')
})
