/** Which environment variables the modules of a test may have read: what other modules of the program read it has no need of. */
import { builtinModules } from 'node:module'
import type { Variable } from '@retrace/core/recordings'
import type { SourceFile, StringLiteral } from 'ts-morph'
import type { UserProject } from '../project/project.ts'
import type { TestPlan } from './plan.ts'

/** Those that were read in the call itself, and those that what it loads may have read before. */
export function neededBy({ environment = [], project, target, call }: TestPlan): readonly Variable[] {
  if (!environment.some(({ isEarly }) => isEarly)) return environment
  const files = [target.file]
  for (const node of call.values.nodes) {
    if (node.kind === 'native') return environment
    const place = ('class' in node && node.class?.place) || null
    if (place === null) continue
    // The project may have an instance of it, which it makes anywhere.
    if (/[\\/]node_modules[\\/]/.test(place.file)) return environment
    files.push(place.file)
  }
  const loaded = new Loaded(project, files)
  return environment.filter(({ name, isEarly }) => !isEarly || loaded.mayRead(name))
}

/** What is loaded with some files. */
class Loaded {
  readonly #texts = new Map<string, string>()
  #hasPackages = false

  constructor(project: UserProject, files: readonly string[]) {
    for (const file of files) this.#add(project.file(file))
  }

  /** What packages read can't be told. */
  mayRead(name: string): boolean {
    const pattern = new RegExp(String.raw`(?<![\w$])${name.replaceAll(/\W/g, String.raw`\$&`)}(?![\w$])`)
    return this.#hasPackages || [...this.#texts.values()].some((text) => pattern.test(text))
  }

  #add(file: SourceFile): void {
    const name = file.getFilePath()
    if (this.#texts.has(name)) return
    this.#texts.set(name, file.getFullText())
    this.#hasPackages ||= file.getImportStringLiterals().some(isOfPackage)
    for (const other of file.getReferencedSourceFiles())
      if (!other.isInNodeModules() && !other.isDeclarationFile()) this.#add(other)
  }
}

function isOfPackage(specifier: StringLiteral): boolean {
  const name = specifier.getLiteralText()
  if (/^(?:\.|node:)/.test(name) || builtinModules.includes(name)) return false
  const [declared] = specifier.getSymbol()?.getDeclarations() ?? []
  return !declared || declared.getSourceFile().isInNodeModules()
}
