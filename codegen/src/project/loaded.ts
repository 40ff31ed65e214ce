/** What is loaded with modules of a project. */
import { builtinModules } from 'node:module'
import { escapeRegExp } from '@retrace/core/recordings'
import { ts } from 'ts-morph'
import { isInPackages } from '../in-packages.ts'
import type { UserProject } from './project.ts'

export class Loaded {
  readonly #project: UserProject
  readonly #texts = new Map<string, string>()
  #hasPackages = false

  constructor(project: UserProject, files: readonly string[]) {
    this.#project = project
    for (const file of files) this.#add(file)
  }

  /** What packages read can't be told. */
  mayRead(name: string): boolean {
    const pattern = new RegExp(String.raw`(?<![\w$])${escapeRegExp(name)}(?![\w$])`)
    return this.#hasPackages || [...this.#texts.values()].some((text) => pattern.test(text))
  }

  get files(): string[] {
    return [...this.#texts.keys()]
  }

  #add(file: string): void {
    if (this.#texts.has(file)) return
    const source = this.#project.file(file)
    this.#texts.set(file, source.getFullText())
    for (const specifier of source.getImportStringLiterals()) this.#follow(specifier.getLiteralText(), file)
  }

  /**
   * Resolved without a type checker. One that has been asked for files that refer to each other asks again for each file
   * that is added, within the last answer, until the stack is full.
   */
  #follow(specifier: string, from: string): void {
    if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return
    const { morph } = this.#project
    const options = morph.getCompilerOptions()
    const { resolvedModule } = ts.resolveModuleName(specifier, from, options, morph.getModuleResolutionHost())
    const found = resolvedModule?.resolvedFileName
    if (found === undefined || isInPackages(found)) this.#hasPackages ||= !specifier.startsWith('.')
    else if (SCRIPT.test(found)) this.#add(found)
  }
}

const SCRIPT = /(?<!\.d)\.[cm]?[jt]sx?$/
