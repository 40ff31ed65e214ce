/** Where a project makes its instance of a class: by its constructor, or by what is called after it, `createClient(…)`. */
import { type CallExpression, type NewExpression, Node, type SourceFile, SyntaxKind } from 'ts-morph'
import { instancesNamed } from './instances.ts'
import type { UserProject } from './project.ts'
import { sourcesWith } from './sources.ts'

export interface ConstructionSite {
  readonly node: NewExpression | CallExpression
  readonly awaits: string | null
}

/** Null where there is none, or where there are several that are not the same. */
export function constructionSite(project: UserProject, className: string): ConstructionSite | null {
  const made = sourcesWith(project, instancesNamed(className))
    .flatMap((file) => file.getDescendantsOfKind(SyntaxKind.NewExpression))
    .filter((each) => lastOf(each.getExpression()) === className)
  const found =
    made.length > 0 ? made : sourcesWith(project, /\bcreate[A-Z]/).flatMap((file) => factoriesIn(file, className))
  const [node] = found
  if (!node || found.some((each) => each.getText() !== node.getText())) return null
  const name = assignedTo(node)
  const isAwaited = sourcesWith(project, /\.connect\(\)/)
    .flatMap(connectsIn)
    .some((its) => isOf(its, node, name))
  return { node, awaits: isAwaited ? 'connect' : null }
}

/** `createClient` makes what is a `RedisClient`. */
function factoriesIn(file: SourceFile, className: string): CallExpression[] {
  return file.getDescendantsOfKind(SyntaxKind.CallExpression).filter((each) => {
    const [, noun] = /^create([A-Z]\w*)$/.exec(lastOf(each.getExpression())) ?? []
    return noun !== undefined && className.endsWith(noun)
  })
}

/** What is connected, and waited for. */
function connectsIn(file: SourceFile): Node[] {
  return file.getDescendantsOfKind(SyntaxKind.AwaitExpression).flatMap((each) => {
    const call = each.getExpression()
    const callee = Node.isCallExpression(call) && call.getArguments().length === 0 ? call.getExpression() : undefined
    return Node.isPropertyAccessExpression(callee) && callee.getName() === 'connect' ? callee.getExpression() : []
  })
}

function isOf(connected: Node, made: Node, name: string | null): boolean {
  if (connected === made || connected.getDescendants().includes(made)) return true
  return name !== null && lastOf(connected) === name
}

/** The variable or the property that it is kept in, with what is called on it before. */
function assignedTo(node: Node): string | null {
  const parent = node.getParent()
  if (Node.isVariableDeclaration(parent) || Node.isPropertyDeclaration(parent) || Node.isPropertyAssignment(parent))
    return parent.getName()
  if (Node.isBinaryExpression(parent)) return parent.getRight() === node ? lastOf(parent.getLeft()) : null
  const isChained =
    (Node.isPropertyAccessExpression(parent) && parent.getExpression() === node) ||
    (Node.isCallExpression(parent) && parent.getExpression() === node) ||
    Node.isAwaitExpression(parent) ||
    Node.isParenthesizedExpression(parent)
  return isChained ? assignedTo(parent) : null
}

function lastOf(node: Node): string {
  return node.getText().split('.').at(-1) ?? ''
}
