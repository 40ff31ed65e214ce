/** What a test file imports: what is there is used, and the rest is added behind it. */
import { type ImportDeclaration, Node, type SourceFile, SyntaxKind } from 'ts-morph'
import type { TextStyle } from '../style.ts'
import type { Names } from '../values/names.ts'

interface Wanted {
  readonly specifier: string
  whole: string | null
  /** Local names by those of the module. */
  readonly named: Map<string, string>
}

export class Imports {
  readonly #file: SourceFile
  readonly #syntax: 'import' | 'require'
  readonly #style: TextStyle
  readonly #names: Names
  readonly #wanted = new Map<string, Wanted>()

  constructor(file: SourceFile, syntax: 'import' | 'require', style: TextStyle, names: Names) {
    this.#file = file
    this.#syntax = syntax
    this.#style = style
    this.#names = names
  }

  /** @returns the name by which the file has it */
  named(specifier: string, name: string, isFixed = false): string {
    const there = this.#localOf(specifier, name)
    if (there !== null) return there
    const wanted = this.#want(specifier)
    const local = wanted.named.get(name) ?? (isFixed ? name : this.#names.takeForFile(name))
    wanted.named.set(name, local)
    return local
  }

  /** What a module exports by default, or `module.exports` itself. */
  whole(specifier: string, wish: string): string {
    const there = this.#localOf(specifier, null)
    if (there !== null) return there
    const wanted = this.#want(specifier)
    wanted.whole ??= this.#names.takeForFile(wish)
    return wanted.whole
  }

  /**
   * Adds what the file lacks.
   *
   * @param isFirst - before what is there; else behind it
   */
  apply(isFirst: boolean): void {
    const lines: string[] = []
    for (const wanted of this.#wanted.values()) {
      const declared =
        this.#syntax === 'import' && wanted.whole === null ? this.#declarationOf(wanted.specifier) : undefined
      if (declared) for (const [name, local] of wanted.named) declared.addNamedImport(asIn(name, local))
      else lines.push(...this.#lines(wanted))
    }
    if (lines.length === 0) return
    const statements = this.#file.getStatements()
    const last = statements.findLastIndex(
      (each) => Node.isImportDeclaration(each) || /\brequire\(/.test(each.getText()),
    )
    // In a new file a line is left free behind them.
    if (statements.length === 0) this.#file.addStatements(`${lines.join('\n')}\n`)
    else this.#file.insertStatements(isFirst ? 0 : last + 1, lines)
  }

  #want(specifier: string): Wanted {
    let wanted = this.#wanted.get(specifier)
    if (!wanted) this.#wanted.set(specifier, (wanted = { specifier, whole: null, named: new Map() }))
    return wanted
  }

  #lines({ specifier, whole, named }: Wanted): string[] {
    const end = this.#style.hasSemicolons ? ';' : ''
    const from = `${this.#style.quote}${specifier}${this.#style.quote}`
    const names = [...named].toSorted(([a], [b]) => (a < b ? -1 : 1))
    if (this.#syntax === 'import') {
      const list = names.length > 0 ? `{ ${names.map(([name, local]) => asIn(name, local)).join(', ')} }` : null
      return [`import ${[whole, list].filter((each) => each !== null).join(', ')} from ${from}${end}`]
    }
    const list = names.map(([name, local]) => (name === local ? name : `${name}: ${local}`)).join(', ')
    return [
      ...(whole === null ? [] : [`const ${whole} = require(${from})${end}`]),
      ...(names.length === 0 ? [] : [`const { ${list} } = require(${from})${end}`]),
    ]
  }

  #declarationOf(specifier: string): ImportDeclaration | undefined {
    return this.#file
      .getImportDeclarations()
      .find((each) => each.getModuleSpecifierValue() === specifier && !each.isTypeOnly() && !each.getNamespaceImport())
  }

  /** @param name - null for the whole */
  #localOf(specifier: string, name: string | null): string | null {
    return this.#syntax === 'import' ? this.#imported(specifier, name) : this.#required(specifier, name)
  }

  #imported(specifier: string, name: string | null): string | null {
    const declared = this.#declarationOf(specifier)
    if (name === null) return declared?.getDefaultImport()?.getText() ?? null
    const found = declared?.getNamedImports().find((each) => each.getName() === name && !each.isTypeOnly())
    return found ? (found.getAliasNode()?.getText() ?? name) : null
  }

  #required(specifier: string, name: string | null): string | null {
    for (const declared of this.#file.getDescendantsOfKind(SyntaxKind.VariableDeclaration)) {
      const value = declared.getInitializer()
      if (!Node.isCallExpression(value) || value.getExpression().getText() !== 'require') continue
      const [of] = value.getArguments()
      if (!Node.isStringLiteral(of) || of.getLiteralText() !== specifier) continue
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

function asIn(name: string, local: string): string {
  return name === local ? name : `${name} as ${local}`
}
