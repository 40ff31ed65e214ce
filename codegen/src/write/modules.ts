/** What a test takes from modules of the project: functions, classes, variables. */
import path from 'node:path'
import { Node, SyntaxKind } from 'ts-morph'
import { isInPackages } from '../in-packages.ts'
import type { ClassRef, ErrorSeen, ModuleVariable, Place } from '../observation.ts'
import { exportOf, type Exported, exportOfVariable } from '../project/exports.ts'
import { functionAt } from '../project/functions.ts'
import type { Construction, ConstructionText, FromModule, FromPackage } from '../project/constructions.ts'
import { instanceOf, nameOfClass } from '../project/instances.ts'
import { classAt, type ClassNode, makerOf, NOTHING } from '../project/maker.ts'
import { symbolOf } from '../project/symbols.ts'
import type { UserProject } from '../project/project.ts'
import { stringSource } from '../values/literals.ts'
import { EMITTER } from '../values/resolve.ts'
import type { Maker } from '../values/surroundings.ts'
import { lower, type Names } from '../values/names.ts'
import type { Around } from './body.ts'
import type { Imports } from './imports.ts'

/** Local names by those of the module. */
type Loaded = Record<string, string>

/** `module.exports` itself. */
const WHOLE = ''

export interface MadeInstance {
  readonly name: string
  /** Lines that make it. */
  readonly lines: readonly string[]
}

export class Modules {
  readonly #project: UserProject
  readonly #imports: Imports
  readonly #testFile: string
  /** What is loaded in the test itself, by specifiers. */
  readonly #late: Map<string, Loaded> | null
  readonly #names: Names
  readonly #constructions: ReadonlyMap<string, Construction>
  /** By their classes. */
  readonly #made = new Map<string, MadeInstance>()

  /**
   * @param isLate - whether what is taken is loaded in the test itself, by `lines`; else it is imported
   * @param constructions - what makes instances of packages' classes, by the names of these
   */
  constructor(
    project: UserProject,
    { imports, file, names }: Around,
    isLate = false,
    constructions: ReadonlyMap<string, Construction> = new Map(),
  ) {
    this.#constructions = constructions
    this.#project = project
    this.#imports = imports
    this.#testFile = file
    this.#names = names
    this.#late = isLate ? new Map() : null
  }

  /** Whether they are loaded in the test itself. */
  get isLate(): boolean {
    return this.#late !== null
  }

  /** What loads modules in the test itself, once all has been taken of them. */
  get lines(): string[] {
    const { syntax, style } = this.#project
    return [...(this.#late ?? [])].flatMap(([specifier, { [WHOLE]: whole, ...named }]) => {
      // Jest gives modules in CommonJS no `import()`.
      const loaded = `${syntax === 'require' ? 'require' : 'await import'}(${stringSource(specifier, style.quote)})`
      const list = Object.entries(named).map(([name, local]) => (name === local ? name : `${name}: ${local}`))
      return [
        ...(whole === undefined ? [] : [`const ${whole} = ${loaded}`]),
        ...(list.length === 0 ? [] : [`const { ${list.join(', ')} } = ${loaded}`]),
      ]
    })
  }

  /** The expression that is what a module exports. */
  expression(file: string, { kind, name, path: way }: Exported): string {
    const { specifiers, syntax } = this.#project
    const specifier = specifiers.specifier(this.#testFile, file, syntax)
    const wish = name === '' ? path.basename(file).replace(/\..*$/, '') : name
    return [this.#imported(specifier, kind, name, wish), ...way].join('.')
  }

  /** The expression that is what a module exports, where the test's own modules are not at hand. */
  outside(file: string, { kind, name, path: way }: Exported): string {
    const loaded = this.loading(file)
    const { syntax } = this.#project
    const whole = kind === 'module' && syntax === 'require' ? [] : [kind === 'named' ? name : 'default']
    return [syntax === 'require' ? loaded : `(await ${loaded})`, ...whole, ...way].join('.')
  }

  /** The expression that loads a module where it stands; in the end it gives what that exports. */
  loading(file: string): string {
    const { specifiers, syntax, style, framework } = this.#project
    // Jest finds no file of TypeScript by the name that it will have in JavaScript.
    const its = specifiers.specifier(this.#testFile, file, syntax, framework === 'vitest')
    const specifier = stringSource(its, style.quote)
    return `${syntax}(${specifier})`
  }

  #imported(specifier: string, kind: Exported['kind'], name: string, wish: string): string {
    if (this.#late) return this.#loaded(this.#late, specifier, this.#keyOf(kind, name), wish)
    if (kind === 'named') return this.#imports.named(specifier, name)
    if (kind === 'default' && this.#project.syntax === 'require') return this.#imports.named(specifier, 'default')
    return this.#imports.whole(specifier, wish)
  }

  #keyOf(kind: Exported['kind'], name: string): string {
    if (kind === 'named') return name
    return kind === 'module' && this.#project.syntax === 'require' ? WHOLE : 'default'
  }

  #loaded(late: Map<string, Loaded>, specifier: string, key: string, wish: string): string {
    const loaded = late.get(specifier) ?? {}
    late.set(specifier, loaded)
    // What the file imports for its other tests has the same name here.
    const imported = this.#imports.localOf(specifier, key === 'default' || key === WHOLE ? null : key)
    return (loaded[key] ??= imported ?? this.#names.take(wish))
  }

  /** The expression that is a class, or null. */
  class(ref: ClassRef): string | null {
    if (isEmitter(ref)) return this.#imports.named('node:events', EMITTER)
    const node = this.#classNode(ref)
    const exported = node && exportOf(node)
    return exported ? this.expression(node.getSourceFile().getFilePath(), exported) : null
  }

  /** The expression that is a function, or null. */
  function({ name, place }: { readonly name: string; readonly place: Place }): string | null {
    if (isInPackages(place.file)) return null
    const node = functionAt(this.#project.file(place.file), place, name)
    const exported = node && exportOf(node)
    return exported ? this.expression(place.file, exported) : null
  }

  /** The expression that is the only symbol of a description which the project makes, or null. */
  symbol(description: string | null): string | null {
    const found = symbolOf(this.#project, description)
    return found && this.expression(found.file, found.exported)
  }

  /**
   * The expression that is the only instance of a class which the project exports, or, of a package's class, one that is made
   * as the project makes its own; null where there is none.
   */
  instance(className: string): string | null {
    const found = instanceOf(this.#project, className)
    return found ? this.expression(found.file, found.exported) : this.#constructed(className)
  }

  /** As `instance` does, of those that are there. */
  instanceThere(className: string): string | null {
    const found = instanceOf(this.#project, className)
    if (found) return this.expression(found.file, found.exported)
    return this.#made.get(className)?.name ?? null
  }

  /** What makes instances of packages' classes, each with what it is called. */
  get made(): readonly MadeInstance[] {
    return [...this.#made.values()]
  }

  #constructed(className: string): string | null {
    const there = this.#made.get(className)
    if (there) return there.name
    const construction = this.#constructions.get(className)
    if (!construction) return null
    const { parts, awaits } = construction
    const name = this.#names.take(lower(nameOfClass(className)))
    const source = parts.map((part) => (typeof part === 'string' ? part : this.#reference(part))).join('')
    const lines = [`const ${name} = ${source}`, ...(awaits === null ? [] : [`await ${name}.${awaits}()`])]
    this.#made.set(className, { name, lines })
    return name
  }

  #reference(part: ConstructionText | FromPackage | FromModule): string {
    if (part.kind === 'text') return this.#text(part)
    if (part.kind === 'module') return this.expression(part.file, part.exported)
    const { specifier, name, local } = part
    return name === null ? this.#imports.whole(specifier, local) : this.#imports.named(specifier, name)
  }

  /** As it stands in the project, unless it has been replaced. */
  #text({ text, source, value, isInTemplate }: ConstructionText): string {
    if (text === value) return source
    if (!isInTemplate) return stringSource(text, this.#project.style.quote)
    const escaped = text.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`)
    return source.slice(0, 1) + escaped + (source.endsWith('`') ? '`' : '${')
  }

  maker(ref: ClassRef): Maker | null {
    if (isEmitter(ref)) return NOTHING
    const node = this.#classNode(ref)
    return node && makerOf(node)
  }

  /**
   * The expression that is the class of an error which the program made, or null.
   *
   * @param file - in which it is named
   */
  ownClassOf({ class: name, isOwn: isMade }: ErrorSeen, file: string | undefined): string | null {
    return isMade && file !== undefined ? this.classNamed(name, file) : null
  }

  /** The expression that is a class of the project, by its name in a file; null where it is none, or not exported. */
  classNamed(name: string, file: string): string | null {
    for (const identifier of this.#project.file(file).getDescendantsOfKind(SyntaxKind.Identifier)) {
      if (identifier.getText() !== name) continue
      const symbol = identifier.getSymbol()
      const [node] = (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations() ?? []
      const isOwn = node && !isInPackages(node.getSourceFile().getFilePath())
      const exported = isOwn && Node.isClassDeclaration(node) ? exportOf(node) : null
      if (node && exported) return this.expression(node.getSourceFile().getFilePath(), exported)
    }
    return null
  }

  /** The expression that is a variable of a module, or null. */
  variable({ file, name }: ModuleVariable): string | null {
    const exported = exportOfVariable(this.#project.file(file), name)
    return exported && this.expression(file, exported)
  }

  #classNode({ place, name }: ClassRef): ClassNode | null {
    // Packages give their classes away as they like.
    if (place === null || isInPackages(place.file)) return null
    return classAt(this.#project.file(place.file), place, name)
  }
}

function isEmitter({ name, place }: ClassRef): boolean {
  return place === null && name === EMITTER
}
