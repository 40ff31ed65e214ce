/** The function that is declared at a place of a file. */
import {
  type ArrowFunction,
  type ConstructorDeclaration,
  type FunctionDeclaration,
  type FunctionExpression,
  type GetAccessorDeclaration,
  type MethodDeclaration,
  Node,
  type SetAccessorDeclaration,
  type SourceFile,
} from 'ts-morph'
import type { Place } from '../observation.ts'

export type FunctionNode =
  | FunctionDeclaration
  | FunctionExpression
  | ArrowFunction
  | MethodDeclaration
  | ConstructorDeclaration
  | GetAccessorDeclaration
  | SetAccessorDeclaration

/**
 * Finds a function by a place in what comes before its body: V8 names that of its parameters, and source maps the token
 * nearest to it.
 *
 * @param name - as V8 calls it, which decides where several begin in the line
 */
export function functionAt(file: SourceFile, { line, column }: Place, name: string): FunctionNode | null {
  const at = positionOf(file, line, column)
  const short = name.split('.').at(-1)
  const all = file.getDescendants().filter(isFunction)
  const inHead = all.filter((node) => startOf(node) <= at && at < bodyOf(node))
  // The innermost comes last.
  const exact = inHead.at(-1)
  if (exact) return exact
  const inLine = all.filter((node) => node.getStartLineNumber() <= line && line <= lineOf(file, bodyOf(node)))
  return inLine.find((node) => nameOf(node) === short) ?? inLine.at(-1) ?? null
}

/** Those of the name, wherever they stand: for sources that have changed since. */
export function nameOf(node: FunctionNode): string {
  if (Node.isConstructorDeclaration(node)) return node.getParent().getName?.() ?? ''
  if (!Node.isArrowFunction(node)) return node.getName() ?? ownerName(node)
  return ownerName(node)
}

function ownerName(node: Node): string {
  const parent = node.getParent()
  if (Node.isVariableDeclaration(parent) || Node.isPropertyAssignment(parent) || Node.isPropertyDeclaration(parent))
    return parent.getName()
  if (Node.isBinaryExpression(parent)) return parent.getLeft().getText().split('.').at(-1) ?? ''
  return ''
}

export function isFunction(node: Node): node is FunctionNode {
  return (
    Node.isFunctionDeclaration(node) ||
    Node.isFunctionExpression(node) ||
    Node.isArrowFunction(node) ||
    Node.isMethodDeclaration(node) ||
    Node.isConstructorDeclaration(node) ||
    Node.isGetAccessorDeclaration(node) ||
    Node.isSetAccessorDeclaration(node)
  )
}

/** With the variable or the key before it, by which maps may name it. */
function startOf(node: FunctionNode): number {
  const parent = node.getParent()
  const isNamedBefore =
    Node.isVariableDeclaration(parent) || Node.isPropertyAssignment(parent) || Node.isPropertyDeclaration(parent)
  return (isNamedBefore ? parent : node).getStart()
}

function bodyOf(node: FunctionNode): number {
  return node.getBody()?.getStart() ?? node.getEnd()
}

function positionOf(file: SourceFile, line: number, column: number): number {
  const starts = file.compilerNode.getLineStarts()
  return (starts[Math.min(line, starts.length) - 1] ?? 0) + column - 1
}

function lineOf(file: SourceFile, position: number): number {
  return file.getLineAndColumnAtPos(position).line
}
