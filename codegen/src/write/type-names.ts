/** How a test calls the types that a project declares. */
import { type EnumMember, type Expression, Node, type Type } from 'ts-morph'
import { exportOfType } from '../project/exports.ts'
import type { TextStyle } from '../style.ts'
import { accessSource } from '../values/literals.ts'

/** The types and enums that a file has of the modules of its project. */
interface Imported {
  /** The name that the file has for what a module exports, once `apply` has been called. */
  name(file: string, name: string, isType: boolean): string
  apply(): void
}

export class TypeNames {
  readonly #imported: Imported
  readonly #quote: TextStyle['quote']
  /** What it was asked for, by the names in the file. */
  readonly named: Set<string> = new Set()

  constructor(imported: Imported, quote: TextStyle['quote']) {
    this.#imported = imported
    this.#quote = quote
  }

  /** Imports what has been named. */
  apply(): void {
    this.#imported.apply()
  }

  /** The name of the type that a value has to be of where it stands; null where it has none that can be imported. */
  contextual(value: Expression): string | null {
    const type = value.getContextualType()?.getNonNullableType()
    return type ? this.#nameOf(type) : null
  }

  /** The types of what a collection has to hold that stands there, as between `<` and `>`; null where one has no name. */
  held(value: Expression): string | null {
    const type = value.getContextualType()?.getNonNullableType()
    const held = type?.getTypeArguments() ?? []
    return type && held.length > 0 ? this.#listOf(held, [type]) : null
  }

  #listOf(types: readonly Type[], around: readonly Type[], between = ', '): string | null {
    const names = types.map((type) => this.#textOf(type, around))
    return names.includes(null) ? null : names.join(between)
  }

  /**
   * As `#nameOf`, also of what the language has.
   *
   * @param around - types that it stands in
   */
  #textOf(type: Type, around: readonly Type[]): string | null {
    if (type.isAny()) return 'unknown'
    const name = this.#nameOf(type)
    if (name !== null) return name
    if (around.some((its) => its.compilerType === type.compilerType)) return null
    const within = [...around, type]
    if (type.isUnion() && !type.isBoolean()) return this.#listOf(type.getUnionTypes(), within, ' | ')
    const element = type.getArrayElementType()
    if (element) {
      const its = this.#textOf(element, within)
      return its && `Array<${its}>`
    }
    const collection = COLLECTION.exec(type.getSymbol()?.getName() ?? '')
    if (!collection) return isOfLanguage(type) ? type.getText() : null
    const held = this.#listOf(type.getTypeArguments(), within)
    return held && `${collection[0]}<${held}>`
  }

  #nameOf(type: Type): string | null {
    const element = type.getArrayElementType()
    if (element) {
      const name = element.isUnion() ? null : this.#nameOf(element)
      return name && `${name}[]`
    }
    const alias = type.getAliasTypeArguments().length > 0 ? undefined : type.getAliasSymbol()
    if (!alias && type.getTypeArguments().length > 0) return null
    const symbol = alias ?? type.getSymbol()
    for (const declared of symbol?.getDeclarations() ?? []) {
      const name = isOwn(declared) ? exportOfType(declared) : null
      if (name !== null) return this.#import(declared, name, true)
    }
    return null
  }

  /** The member of an enum that a literal is; null where it may be something else too. */
  member(literal: Expression): string | null {
    const type = literal.getContextualType()
    const parts = type?.isUnion() ? type.getUnionTypes() : type ? [type] : []
    if (parts.some((part) => part.isString() || part.isNumber())) return null
    const value = valueOf(literal)
    const found = parts.flatMap((part) => (part.isEnumLiteral() ? memberOf(part, value) : []))
    const [its, other] = found
    if (!its || other) return null
    const parent = its.getParent()
    const name = isOwn(parent) ? exportOfType(parent) : null
    if (name === null) return null
    const local = this.#import(parent, name, false)
    return local + accessSource(its.getName().replaceAll(/^['"]|['"]$/g, ''), this.#quote)
  }

  #import(declared: Node, name: string, isType: boolean): string {
    const local = this.#imported.name(declared.getSourceFile().getFilePath(), name, isType)
    this.named.add(local)
    return local
  }
}

const COLLECTION = /^(?:Readonly)?(?:Map|Set)$/

function isOfLanguage(type: Type): boolean {
  return (
    type.isUnknown() ||
    type.isNull() ||
    type.isUndefined() ||
    type.isBigInt() ||
    type.isString() ||
    type.isNumber() ||
    type.isBoolean() ||
    (type.isLiteral() && !type.isEnumLiteral())
  )
}

function memberOf(type: Type, value: unknown): EnumMember[] {
  const declared = type.getSymbol()?.getDeclarations() ?? []
  const members = declared.flatMap((each) =>
    Node.isEnumMember(each) ? [each] : Node.isEnumDeclaration(each) ? each.getMembers() : [],
  )
  return members.filter((member) => member.getValue() === value)
}

function valueOf(literal: Expression): unknown {
  return Node.isStringLiteral(literal) ? literal.getLiteralText() : Number(literal.getText())
}

function isOwn(node: Node): boolean {
  const file = node.getSourceFile()
  return !file.isInNodeModules() && !file.isDeclarationFile()
}
