/** How a project writes: quotes, semicolons, indentation, and its tests. */
import { Node, type SourceFile } from 'ts-morph'
import { type TextStyle, USUAL_STYLE } from '../style.ts'
import { areGroupsApart, isStrict } from './import-habits.ts'
import { mostOf } from './most.ts'

/** The style that most of some files have. */
export function styleOf(files: readonly SourceFile[]): TextStyle {
  const quotes: ("'" | '"')[] = []
  const semicolons: boolean[] = []
  const commas: boolean[] = []
  for (const file of files) {
    file.forEachDescendant((node) => {
      // Quotes in a string say nothing of habits.
      if (Node.isStringLiteral(node) && !/['"]/.test(node.getText().slice(1, -1)))
        quotes.push(node.getText().charAt(0) as "'" | '"')
      else if (Node.isExpressionStatement(node) || Node.isVariableStatement(node) || Node.isImportDeclaration(node))
        semicolons.push(node.getText().endsWith(';'))
      else if (Node.isObjectLiteralExpression(node) || Node.isArrayLiteralExpression(node)) {
        const text = node.getText()
        if (/\n\s*[}\]]$/.test(text)) commas.push(/,\s*[}\]]$/.test(text))
      }
    })
  }
  return {
    quote: mostOf(quotes) ?? USUAL_STYLE.quote,
    hasSemicolons: mostOf(semicolons) ?? USUAL_STYLE.hasSemicolons,
    hasTrailingCommas: mostOf(commas) ?? USUAL_STYLE.hasTrailingCommas,
    indent: mostOf(files.flatMap((file) => indentOf(file.getFullText()) ?? [])) ?? USUAL_STYLE.indent,
    width: USUAL_STYLE.width,
    hasImportGroups: mostOf(files.flatMap(areGroupsApart)) ?? USUAL_STYLE.hasImportGroups,
  }
}

function indentOf(text: string): string | null {
  const spaces = [...text.matchAll(/^(\t|  +)(?=[^\s*])/gm)].map((match) => match[1] as string)
  if (spaces.length === 0) return null
  return spaces.includes('\t') ? '\t' : ' '.repeat(Math.min(...spaces.map(({ length }) => length)))
}

export interface TestHabits {
  /** The function that begins a test. */
  readonly test: 'test' | 'it'
  /** Whether what a framework offers is imported. */
  readonly isImported: boolean | null
  /** Whether modules are imported, or required. */
  readonly syntax: 'import' | 'require' | null
  /** Whether a file begins with `'use strict'`. */
  readonly isStrict: boolean | null
}

/** Null where there is nothing to tell it from. */
export function testHabitsOf(tests: readonly SourceFile[]): TestHabits {
  const texts = tests.map((test) => test.getFullText())
  return {
    test:
      mostOf(
        texts.flatMap((text) => [...text.matchAll(/^\s*(test|it)\(/gm)].map((match) => match[1] as 'test' | 'it')),
      ) ?? 'test',
    isImported: mostOf(texts.map((text) => /['"](?:vitest|@jest\/globals)['"]/.test(text))) ?? null,
    syntax:
      mostOf(
        texts.flatMap((text) =>
          [...text.matchAll(/^import\s|\brequire\(/gm)].map((match) =>
            match[0].startsWith('import') ? 'import' : 'require',
          ),
        ),
      ) ?? null,
    isStrict: mostOf(tests.map(isStrict)) ?? null,
  }
}
