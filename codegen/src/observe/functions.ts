/** The functions in the text of a script, by where they are. */
import { type AnyNode, type Function as FunctionNode, parse, type Pattern, type Program } from 'acorn'
import { isCalled, nameGiven, ownName } from './function-names.ts'
import { variablesRead } from './module-variables.ts'
import { childrenOf, isFunction } from './nodes.ts'
import type { Position } from './protocol.ts'

export interface FunctionFound {
  /** As the script calls it: `total`, `Order.total`, or empty. */
  readonly name: string
  /** Where its declaration begins. */
  readonly start: Position
  /** Where something can be put into the text that runs as its code begins, without moving anything else. */
  readonly gap: Gap | null
  /** Where its code begins: the first place at which its parameters have their values. */
  readonly body: Position
  readonly end: Position
  /** Where its first statement ends, if it has one: an error in that is one at the place where its code begins. */
  readonly firstEnd: Position
  readonly isAsync: boolean
  readonly isGenerator: boolean
  /** It has neither a `this` nor `arguments` of its own. */
  readonly isArrow: boolean
  readonly params: readonly Pattern[]
  /** Whether it asks for arguments of which its parameters say nothing. */
  readonly usesArguments: boolean
  /** The variables of its module that it reads. */
  readonly reads: readonly string[]
  /** Where the module has as good as run: its last statement, and its end. */
  readonly moduleEnds: readonly Position[]
}

/** A place in the text of a script, in characters. */
export interface Gap {
  readonly at: number
  /** Of the whole text. */
  readonly length: number
}

interface Found {
  readonly from: number
  readonly to: number
  readonly node: FunctionNode
  /** Where a method begins: with its name, and not with its parameters. */
  readonly start: number
  readonly name: string
}

/** So much of a line is looked at: whatever follows on a longer one, it is more than a comment. */
const LINE = 1000

/** What is at the top of a script. */
export interface ModuleFound {
  /** Those that hold more than functions and classes. */
  readonly variables: readonly string[]
  /** Where it has as good as run: its last statement, and its end. */
  readonly ends: readonly Position[]
}

export class Functions {
  readonly #text: string
  readonly #lines: readonly number[]
  readonly #program: Program
  readonly #found: Found[] = []

  constructor(text: string) {
    this.#text = text
    const breaks = text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)
    this.#lines = [0, ...[...breaks].map((match) => match.index + match[0].length)]
    this.#program = parseScript(text)
    this.#collect(this.#program)
  }

  /** The innermost function that a place lies in. */
  at(position: Position): FunctionFound | null {
    const at = (this.#lines[position.lineNumber] ?? 0) + position.columnNumber
    // Parents come before what is in them.
    const found = this.#found.findLast(({ from, to }) => from <= at && at < to)
    return found ? this.#describe(found) : null
  }

  get module(): ModuleFound {
    return { variables: variablesRead(this.#program, this.#program), ends: this.#moduleEnds }
  }

  get #moduleEnds(): Position[] {
    return [lastOf(this.#program), this.#program.end].map((end) => this.#position(end))
  }

  all(): FunctionFound[] {
    return this.#found.map((found) => this.#describe(found))
  }

  /** Those that are called so: `total`, `Order.total`. */
  named(wanted: string): FunctionFound[] {
    return this.#found.filter(({ name }) => isCalled(wanted, name)).map((found) => this.#describe(found))
  }

  #describe({ node, start, to, name }: Found): FunctionFound {
    return {
      name,
      start: this.#position(start),
      gap: this.#gapIn(node),
      body: this.#position(node.body.start + (node.body.type === 'BlockStatement' ? 1 : -1)),
      end: this.#position(to),
      firstEnd: this.#position(firstOf(node.body).end),
      isAsync: node.async,
      isGenerator: node.generator,
      isArrow: node.type === 'ArrowFunctionExpression',
      params: node.params,
      usesArguments: usesArguments(node as AnyNode),
      reads: variablesRead(this.#program, node as AnyNode),
      moduleEnds: this.#moduleEnds,
    }
  }

  /** The end of the line on which its code begins, if nothing else stands there. */
  #gapIn({ body }: FunctionNode): Gap | null {
    if (body.type !== 'BlockStatement') return null
    const at = body.start + 1
    // A directive is one only where nothing comes before it.
    const hasDirective = body.body[0] !== undefined && 'directive' in body.body[0]
    const [rest = ''] = /.*/.exec(this.#text.slice(at, at + LINE)) ?? []
    return hasDirective || !/^\s*(?:\/\/.*)?$/.test(rest) ? null : { at, length: this.#text.length }
  }

  /**
   * @param start - where it begins, if it is a function
   * @param given - what it is called by what is around it
   * @param owner - the name of the class around it
   */
  #collect(node: AnyNode, start = node.start, given = '', owner = ''): void {
    const name = ownName(node) || given
    if (isFunction(node)) this.#found.push({ from: node.start, to: node.end, node, start, name })
    const inner = /^Class(?:Declaration|Expression)$/.test(node.type) ? name : isFunction(node) ? '' : owner
    const isNamed = node.type === 'MethodDefinition' || (node.type === 'Property' && node.method)
    for (const child of childrenOf(node)) {
      const from = isNamed && child === node.value ? node.start : undefined
      this.#collect(child, from, nameGiven(node, child, inner), inner)
    }
  }

  #position(at: number): Position {
    const lineNumber = this.#lines.findLastIndex((start) => start <= at)
    return { lineNumber, columnNumber: at - (this.#lines[lineNumber] as number) }
  }
}

function usesArguments(node: AnyNode): boolean {
  return childrenOf(node).some((child) => {
    if (child.type === 'Identifier') return child.name === 'arguments'
    const hasItsOwn = isFunction(child) && child.type !== 'ArrowFunctionExpression'
    return !hasItsOwn && usesArguments(child)
  })
}

/** What runs first in a body, as far as V8 takes it for one statement. */
function firstOf(node: AnyNode): AnyNode {
  switch (node.type) {
    case 'BlockStatement': {
      const first = node.body.find((it) => it.type !== 'FunctionDeclaration' && !('directive' in it))
      return first ? firstOf(first) : node
    }
    case 'TryStatement':
      return firstOf(node.block)
    case 'LabeledStatement':
      return firstOf(node.body)
    case 'IfStatement':
    case 'WhileStatement':
      return node.test
    case 'ForStatement':
      return node.init ?? node.test ?? node
    case 'ForOfStatement':
    case 'ForInStatement':
      return node.right
    case 'SwitchStatement':
      return node.discriminant
    default:
      return node
  }
}

function lastOf({ body, end }: Program): number {
  return body.findLast(({ type }) => !/^(?:Function|Import|Export)/.test(type))?.start ?? end
}

function parseScript(text: string): Program {
  const options = { ecmaVersion: 'latest', allowHashBang: true } as const
  try {
    return parse(text, { ...options, sourceType: 'module' })
  } catch {
    // What is no module may return at its top, and say `with`.
    return parse(text, {
      ...options,
      sourceType: 'script',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
    })
  }
}
