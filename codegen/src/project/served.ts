/** What of a project a test can serve: a module that gives an application away, or one that listens. */
import { type Identifier, Node, type SourceFile, SyntaxKind } from 'ts-morph'
import { isInPackages } from '../in-packages.ts'
import type { UserProject } from './project.ts'

export interface Served {
  /** The module that is loaded. */
  readonly file: string
  /** What of it is served; null for what the module gives by the names that `retrace.serve` knows, or what listens in it. */
  readonly member: string | null
  /** Whether it only gives a handler, and so starts nothing. */
  readonly isHandler: boolean
}

/** As `retrace.serve` looks for it. */
const KNOWN: ReadonlySet<string> = new Set(['default', 'server', 'app'])

/**
 * The best first: a module that gives the handler to what listens, and starts nothing; else what listens.
 *
 * @param start - the module whose loading leads to `listen`
 */
export function servedOf(project: UserProject, file: string, start: string | null): Served[] {
  const source = project.file(file)
  const handlers = handlersIn(source).flatMap((name) => importOf(name) ?? [])
  return [...handlers, { file: start ?? file, member: null, isHandler: false }]
}

/** What `createServer` is given, what is called in what it is given, and what `listen` is called of. */
function handlersIn(file: SourceFile): Identifier[] {
  return file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call) => {
    const callee = call.getExpression()
    if (Node.isPropertyAccessExpression(callee) && callee.getName() === 'listen') {
      const server = callee.getExpression()
      return Node.isIdentifier(server) ? [server] : []
    }
    if (!/\bcreateServer$/.test(callee.getText())) return []
    return call.getArguments().flatMap((given) => {
      if (Node.isIdentifier(given)) return [given]
      return given
        .getDescendantsOfKind(SyntaxKind.CallExpression)
        .flatMap((inner) => (isHandling(inner) ? (inner.getExpression() as Identifier) : []))
    })
  })
}

/** `app(request, response)` */
function isHandling(call: Node): boolean {
  return Node.isCallExpression(call) && Node.isIdentifier(call.getExpression()) && call.getArguments().length === 2
}

/** The module of the project that a variable of another comes from. */
function importOf(identifier: Identifier): Served | null {
  const symbol = identifier.getSymbol()
  const declared = symbol?.getDeclarations()[0]
  if (!declared) return null
  const name = nameIn(declared)
  const file = name === null ? null : moduleOf(declared)
  if (name === null || file === null || isInPackages(file.getFilePath())) return null
  return { file: file.getFilePath(), member: KNOWN.has(name) ? null : name, isHandler: true }
}

/** As the other module calls it. */
function nameIn(declared: Node): string | null {
  if (Node.isImportSpecifier(declared)) return declared.getName()
  if (Node.isImportClause(declared)) return 'default'
  if (Node.isBindingElement(declared)) return (declared.getPropertyNameNode() ?? declared.getNameNode()).getText()
  return Node.isVariableDeclaration(declared) ? 'default' : null
}

function moduleOf(declared: Node): SourceFile | null {
  const statement = declared.getFirstAncestorByKind(SyntaxKind.ImportDeclaration)
  if (statement) return statement.getModuleSpecifierSourceFile() ?? null
  const variable = Node.isVariableDeclaration(declared)
    ? declared
    : declared.getFirstAncestorByKind(SyntaxKind.VariableDeclaration)
  const value = variable?.getInitializer()
  if (!Node.isCallExpression(value) || value.getExpression().getText() !== 'require') return null
  const [specifier] = value.getArguments()
  return specifier?.getSymbol()?.getDeclarations().find(Node.isSourceFile) ?? null
}
