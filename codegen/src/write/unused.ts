/** What a test file imports, and nothing in it uses any more: the test that did has been written anew. */
import { type Identifier, Node, Project, type SourceFile, SyntaxKind, ts } from 'ts-morph'
import { isRequired } from './imports.ts'

/** @param names - of what may go: it was imported for the test that was there, or for a while */
export function removeUnused(source: SourceFile, names: ReadonlySet<string>): void {
  if (names.size === 0) return
  const unused = unusedIn(source, names)
  for (const declared of source.getImportDeclarations()) {
    const named = declared.getNamedImports()
    const goes = named.filter((each) => unused.has((each.getAliasNode() ?? each.getNameNode()).getText()))
    const whole = declared.getDefaultImport()
    const isWholeKept = whole !== undefined && !unused.has(whole.getText())
    const isChanged = goes.length > 0 || (whole !== undefined && !isWholeKept)
    if (!isChanged) continue
    if (goes.length === named.length && !isWholeKept && !declared.getNamespaceImport()) {
      declared.remove()
      continue
    }
    for (const each of goes) each.remove()
    if (!isWholeKept) declared.removeDefaultImport()
  }
  for (const statement of source.getVariableStatements())
    for (const declared of statement.getDeclarations()) {
      if (!isRequired(declared)) continue
      const pattern = declared.getNameNode()
      if (Node.isIdentifier(pattern) && unused.has(pattern.getText())) declared.remove()
      if (!Node.isObjectBindingPattern(pattern)) continue
      const [all, kept] = [pattern.getElements(), pattern.getElements().filter((each) => !unused.has(each.getName()))]
      if (kept.length === 0) declared.remove()
      else if (kept.length < all.length) pattern.replaceWithText(`{ ${kept.map((each) => each.getText()).join(', ')} }`)
    }
}

const alone = new Project({
  useInMemoryFileSystem: true,
  compilerOptions: { allowJs: true, noLib: true, noResolve: true, types: [], jsx: ts.JsxEmit.Preserve },
})

/** Which names for the whole file nothing in it means: a name within a function may mean something of its own. */
function unusedIn(source: SourceFile, names: ReadonlySet<string>): Set<string> {
  // By itself: what is imported is of no matter, and takes its time.
  const file = alone.createSourceFile(`/${source.getBaseName()}`, source.getFullText(), { overwrite: true })
  const unused = new Set(names)
  for (const name of file.getDescendantsOfKind(SyntaxKind.Identifier)) {
    const text = name.getText()
    if (unused.has(text) && isUse(name)) unused.delete(text)
  }
  alone.removeSourceFile(file)
  return unused
}

/** Whether it stands for what the file has under its name. */
function isUse(name: Identifier): boolean {
  const parent = name.getParent()
  const symbol = Node.isShorthandPropertyAssignment(parent) ? parent.getValueSymbol() : name.getSymbol()
  const declarations = symbol?.getDeclarations() ?? []
  return declarations.some((its) => !its.containsRange(name.getPos(), name.getEnd()) && isOfFile(its))
}

function isOfFile(declared: Node): boolean {
  return !declared.getAncestors().some((above) => Node.isBlock(above) || Node.isFunctionLikeDeclaration(above))
}
