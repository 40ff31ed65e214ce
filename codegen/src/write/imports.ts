/** What a test file imports: what is there is used, and the rest is added among it. */
import {
  type ImportDeclaration,
  type ImportSpecifier,
  Node,
  type SourceFile,
  type Statement,
  SyntaxKind,
  type VariableDeclaration,
} from 'ts-morph'
import { inOrder, insertFirst, isImport, rankOf, specifierOf } from '../project/import-habits.ts'
import type { TextStyle } from '../style.ts'
import type { Names } from '../values/names.ts'

interface Wanted {
  readonly specifier: string
  whole: string | null
  /** Local names by those of the module. */
  readonly named: Map<string, string>
  readonly types: Map<string, string>
}

export class Imports {
  readonly #file: SourceFile
  readonly #syntax: 'import' | 'require'
  readonly #style: TextStyle
  readonly #names: Names
  readonly #wanted = new Map<string, Wanted>()
  /** From which nothing but types has been imported. */
  readonly #ownTypes = new Set<string>()

  constructor(file: SourceFile, syntax: 'import' | 'require', style: TextStyle, names: Names) {
    this.#file = file
    this.#syntax = syntax
    this.#style = style
    this.#names = names
  }

  /** @returns the name by which the file has it */
  named(specifier: string, name: string, isFixed = false): string {
    const there = this.localOf(specifier, name)
    if (there !== null) return there
    const wanted = this.#want(specifier)
    const known = wanted.named.get(name) ?? wanted.types.get(name) ?? this.#takeOutType(specifier, name)
    const local = known ?? (isFixed ? name : this.#names.takeForFile(name, this.#isWithin(specifier, name)))
    wanted.types.delete(name)
    wanted.named.set(name, local)
    return local
  }

  /** As `named` does, of a type. */
  type(specifier: string, name: string): string {
    const there = this.#typeOf(specifier, name)
    if (there !== null) return there
    const wanted = this.#want(specifier)
    const local =
      wanted.named.get(name) ?? wanted.types.get(name) ?? this.#names.takeForType(name, this.#isWithin(specifier, name))
    if (!wanted.named.has(name)) wanted.types.set(name, local)
    return local
  }

  /** What a module exports by default, or `module.exports` itself. */
  whole(specifier: string, wish: string): string {
    const there = this.localOf(specifier, null)
    if (there !== null) return there
    const wanted = this.#want(specifier)
    wanted.whole ??= this.#names.takeForFile(wish)
    return wanted.whole
  }

  /**
   * Adds what the file lacks.
   *
   * @param first - from which to import before anything else
   */
  apply(first: string | null = null): void {
    const wanted = [...this.#wanted.values()]
    this.#wanted.clear()
    const lines = wanted.flatMap((its) => (this.#addTo(its) ? [] : this.#lines(its)))
    const isFirst = (line: string): boolean => first !== null && specifierOf(line) === first
    if (this.#file.getStatements().length === 0) this.#begin(lines)
    else for (const line of lines) this.#insert(line, isFirst(line))
  }

  /** @returns whether the file has a declaration that could be added to */
  #addTo(wanted: Wanted): boolean {
    const { specifier, whole, named, types } = wanted
    if (this.#syntax === 'require') return this.#addToRequired(wanted)
    const there = this.#declarationsOf(specifier)
    const declared = there[0] ?? (whole === null ? this.#ofTypes(specifier, named.size) : undefined)
    if (!declared) return false
    if (whole !== null) (there.find((each) => !each.getDefaultImport()) ?? declared).setDefaultImport(whole)
    for (const [name, local] of named) addTo(declared, name, local, false)
    for (const [name, local] of types) addTo(declared, name, local, !declared.isTypeOnly())
    return true
  }

  #addToRequired({ specifier, whole, named, types }: Wanted): boolean {
    if (whole !== null || types.size > 0 || named.size === 0) return false
    const declared = this.#file.getVariableStatements().flatMap((statement) => statement.getDeclarations())
    const pattern = declared.find((each) => isRequired(each, specifier))?.getNameNode()
    if (!Node.isObjectBindingPattern(pattern) || pattern.getText().includes('\n')) return false
    const elements = [...pattern.getElements().map((each) => each.getText()), ...[...named].map(asRequired)]
    const isSorted = pattern
      .getElements()
      .every((each, i, all) => inOrder(all[i - 1]?.getText() ?? '', each.getText()) <= 0)
    pattern.replaceWithText(`{ ${(isSorted ? elements.toSorted(inOrder) : elements).join(', ')} }`)
    return true
  }

  #begin(lines: readonly string[]): void {
    if (lines.length === 0) return
    const all = lines.toSorted((a, b) => rankOf(a) - rankOf(b))
    // A line is left free behind them.
    this.#file.addStatements(`${all.map((line, i) => this.#spaced(all[i - 1], line)).join('\n')}\n`)
  }

  #insert(line: string, isFirst: boolean): void {
    const statements = this.#file.getStatements()
    const before = isFirst
      ? -1
      : statements.findLastIndex((its) => isImport(its) && rankOf(its.getText()) <= rankOf(line))
    if (before < 0) insertFirst(this.#file, [line, ...this.#spaceBehind(line, statements.find(isImport))])
    else this.#file.insertStatements(before + 1, [this.#spaced(statements[before]?.getText(), line)])
  }

  #spaceBehind(line: string, next: Statement | undefined): string[] {
    return next && this.#spaced(line, next.getText()).startsWith('\n') ? [''] : []
  }

  /** With a free line before it where the project leaves one. */
  #spaced(before: string | undefined, line: string): string {
    const isApart = this.#style.hasImportGroups && before !== undefined && rankOf(before) !== rankOf(line)
    return isApart ? `\n${line}` : line
  }

  #want(specifier: string): Wanted {
    let wanted = this.#wanted.get(specifier)
    if (!wanted) this.#wanted.set(specifier, (wanted = { specifier, whole: null, named: new Map(), types: new Map() }))
    return wanted
  }

  #lines({ specifier, whole, named, types }: Wanted): string[] {
    const end = this.#style.hasSemicolons ? ';' : ''
    const from = `${this.#style.quote}${specifier}${this.#style.quote}`
    if (this.#syntax === 'import') {
      const isOfTypes = whole === null && named.size === 0
      if (isOfTypes) this.#ownTypes.add(specifier)
      const mark = isOfTypes ? '' : 'type '
      const names = [
        ...[...named].map(([name, local]) => ({ name, text: asIn(name, local) })),
        ...[...types].map(([name, local]) => ({ name, text: mark + asIn(name, local) })),
      ].toSorted((a, b) => inOrder(a.name, b.name))
      const list = names.length > 0 ? `{ ${names.map(({ text }) => text).join(', ')} }` : null
      const its = [whole, list].filter((each) => each !== null).join(', ')
      return [`import ${isOfTypes ? 'type ' : ''}${its} from ${from}${end}`]
    }
    const names = [...named].toSorted(([a], [b]) => inOrder(a, b))
    const list = names.map(asRequired).join(', ')
    return [
      ...(whole === null ? [] : [`const ${whole} = require(${from})${end}`]),
      ...(names.length === 0 ? [] : [`const { ${list} } = require(${from})${end}`]),
      ...[...types].map(([name, local]) => `import type { ${asIn(name, local)} } from ${from}${end}`),
    ]
  }

  /** Those of values, to which some can be added. */
  #declarationsOf(specifier: string): ImportDeclaration[] {
    return this.#file
      .getImportDeclarations()
      .filter(
        (each) => each.getModuleSpecifierValue() === specifier && !each.isTypeOnly() && !each.getNamespaceImport(),
      )
  }

  /**
   * The name by which the file has it already.
   *
   * @param name - null for the whole
   */
  localOf(specifier: string, name: string | null): string | null {
    return this.#syntax === 'import' ? this.#imported(specifier, name) : this.#required(specifier, name)
  }

  #imported(specifier: string, name: string | null): string | null {
    const declared = this.#declarationsOf(specifier)
    if (name === null)
      return (
        declared
          .find((each) => each.getDefaultImport())
          ?.getDefaultImport()
          ?.getText() ?? null
      )
    const named = declared.flatMap((each) => each.getNamedImports())
    const found = named.find((each) => each.getName() === name && !each.isTypeOnly())
    return found ? localIn(found) : null
  }

  /** A declaration that was added for types alone, which from now on is one of values too if there are any. */
  #ofTypes(specifier: string, values: number): ImportDeclaration | undefined {
    if (!this.#ownTypes.has(specifier)) return undefined
    const declared = this.#file
      .getImportDeclarations()
      .find((each) => each.getModuleSpecifierValue() === specifier && each.isTypeOnly())
    if (values === 0 || !declared) return declared
    declared.setIsTypeOnly(false)
    for (const named of declared.getNamedImports()) named.setIsTypeOnly(true)
    return declared
  }

  #typeOf(specifier: string, name: string): string | null {
    const found = this.#specifierOf(specifier, name)
    return found ? localIn(found) : null
  }

  /** Of a class that the file has as a type, and that is to be imported as itself: its name; null where there is none. */
  #takeOutType(specifier: string, name: string): string | null {
    const found = this.#specifierOf(specifier, name)
    if (!found) return null
    const local = localIn(found)
    const declared = found.getImportDeclaration()
    if (declared.getNamedImports().length > 1 || declared.getDefaultImport()) found.remove()
    else declared.remove()
    return local
  }

  #specifierOf(specifier: string, name: string): ImportSpecifier | undefined {
    return this.#file
      .getImportDeclarations()
      .filter((each) => each.getModuleSpecifierValue() === specifier)
      .flatMap((each) => each.getNamedImports())
      .find((each) => each.getName() === name)
  }

  /** Whether a test of the file loads it for itself, and calls it so. */
  #isWithin(specifier: string, name: string): boolean {
    const all = this.#file.getDescendantsOfKind(SyntaxKind.VariableDeclaration)
    return all.some((declared) => {
      const pattern = declared.getNameNode()
      if (!Node.isObjectBindingPattern(pattern) || !isLoaded(declared, specifier)) return false
      return pattern.getElements().some((each) => each.getText() === name)
    })
  }

  #required(specifier: string, name: string | null): string | null {
    for (const declared of this.#file.getVariableDeclarations()) {
      if (!isRequired(declared, specifier)) continue
      const pattern = declared.getNameNode()
      if (Node.isIdentifier(pattern) && name === null) return pattern.getText()
      if (!Node.isObjectBindingPattern(pattern)) continue
      const found = pattern
        .getElements()
        .find((each) => (each.getPropertyNameNode() ?? each.getNameNode()).getText() === name)
      if (found) return found.getName()
    }
    return null
  }
}

/** The name that a file has for what it imports. */
function localIn(named: ImportSpecifier): string {
  return named.getAliasNode()?.getText() ?? named.getName()
}

/**
 * Whether a variable is what `require` gives for a module, or is taken out of it.
 *
 * @param specifier - of the module; null if any will do
 */
export function isRequired(declared: VariableDeclaration, specifier: string | null = null): boolean {
  return isCallOf(/^require$/, declared.getInitializer(), specifier)
}

function isLoaded(declared: VariableDeclaration, specifier: string): boolean {
  const value = declared.getInitializer()
  return isCallOf(/^(?:import|require)$/, Node.isAwaitExpression(value) ? value.getExpression() : value, specifier)
}

function isCallOf(callee: RegExp, value: Node | undefined, specifier: string | null): boolean {
  if (!Node.isCallExpression(value) || !callee.test(value.getExpression().getText())) return false
  const [of] = value.getArguments()
  return Node.isStringLiteral(of) && (specifier === null || of.getLiteralText() === specifier)
}

function asRequired([name, local]: readonly [string, string]): string {
  return name === local ? name : `${name}: ${local}`
}

function asIn(name: string, local: string): string {
  return name === local ? name : `${name} as ${local}`
}

/** In its place by the alphabet, where others are. */
function addTo(declared: ImportDeclaration, name: string, local: string, isTypeOnly: boolean): void {
  const names = declared.getNamedImports().map((each) => each.getName())
  const isSorted = names.every((each, i) => i === 0 || inOrder(names[i - 1] as string, each) <= 0)
  const behind = names.findIndex((each) => inOrder(name, each) < 0)
  const at = isSorted && behind >= 0 ? behind : names.length
  declared.insertNamedImport(at, { name, isTypeOnly, ...(name === local ? {} : { alias: local }) })
}
