/** The user's project, as far as a test for one of its files has to know it. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type CompilerOptions, Project, type SourceFile, ts } from 'ts-morph'
import type { Place } from '../observation.ts'
import type { TextStyle } from '../style.ts'
import { findFramework, type Framework, foldersAbove, manifestOf, packageOf } from './framework.ts'
import { styleOf, testHabitsOf } from './habits.ts'
import { isStrict } from './import-habits.ts'
import { mostOf } from './most.ts'
import { Specifiers } from './specifiers.ts'
import { type Found, targetAt } from './target.ts'
import { type Naming, testFileFor, testFilesIn, testsIn } from './test-files.ts'

/** So many tests tell the habits of a project. */
const MANY = 20

export class UserProject {
  readonly root: string
  readonly framework: Framework
  /** The configuration of the framework; null where it has none. */
  readonly config: string | null
  readonly morph: Project
  readonly style: TextStyle
  readonly language: 'typescript' | 'javascript'
  readonly syntax: 'import' | 'require'
  /** Whether its files begin with `'use strict'`. */
  readonly isStrict: boolean
  /** The function that begins a test, and whether it is imported. */
  readonly test: { readonly name: 'test' | 'it'; readonly isImported: boolean }
  readonly specifiers: Specifiers
  readonly #tests: readonly string[]
  readonly #naming: Naming

  /**
   * @param source - a file of the project
   * @param chosen - the framework, where the user says it
   * @throws RetraceError `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
   */
  constructor(source: string, chosen: Framework | null = null) {
    const { root, framework, config } = findFramework(source, chosen)
    this.root = root
    this.framework = framework
    this.config = config
    this.morph = openProject(source)
    this.#tests = testFilesIn(root)
    const tests = this.#tests.slice(0, MANY).map((test) => this.morph.addSourceFileAtPath(test))
    const its = this.file(source)
    const habits = testHabitsOf(tests)
    this.style = styleOf([...tests, its])
    this.language = /\.[cm]?tsx?$/.test(source) ? 'typescript' : 'javascript'
    this.syntax = framework === 'vitest' ? 'import' : (habits.syntax ?? this.#syntaxFor(its))
    this.isStrict = habits.isStrict ?? (this.syntax === 'require' && isStrict(its))
    // Globals have types only where a package brings them.
    const isImported =
      habits.isImported ?? (framework === 'vitest' || (this.language === 'typescript' && !this.has('@types/jest')))
    this.test = { name: habits.test, isImported }
    this.specifiers = new Specifiers(tests.length > 0 ? tests : [its], this.morph.getCompilerOptions(), root)
    this.#naming = {
      infix:
        mostOf(this.#tests.flatMap((test) => /\.(?:test|spec)(?=\.)/.exec(path.basename(test))?.[0] ?? [])) ?? '.test',
      extension: this.#extension(),
    }
  }

  /** A file of it, which may have been changed in memory. */
  file(name: string): SourceFile {
    return this.morph.getSourceFile(name) ?? this.morph.addSourceFileAtPath(name)
  }

  /** What a test can call to have a function called. */
  target(place: Place, name: string): Found {
    return targetAt(this.file(place.file), place, name)
  }

  /** Where a test for a file stands, by the habits of the project. */
  testFile(source: string, variant = ''): string {
    const folder = packageOf(source, this.root)
    return testFileFor(source, folder, testsIn(folder, this.root, this.#tests), this.#naming, variant)
  }

  /** Whether a package is there for the tests. */
  has(name: string): boolean {
    return this.folderOf(name) !== null
  }

  /** Where a package is installed. */
  folderOf(name: string): string | null {
    const folders = foldersAbove(path.join(this.root, 'package.json')).map((folder) =>
      path.join(folder, 'node_modules', name),
    )
    return folders.find((folder) => existsSync(folder)) ?? null
  }

  require(name: string): unknown {
    return createRequire(path.join(this.root, 'package.json'))(name)
  }

  #syntaxFor(source: SourceFile): 'import' | 'require' {
    if (this.language === 'typescript') return 'import'
    const { manifest, folder } = manifestOf(source.getFilePath())
    const isModule = manifest.type === 'module'
    const isTransformed = ['babel.config.js', 'babel.config.cjs', 'babel.config.json', '.babelrc'].some((name) =>
      existsSync(path.join(folder, name)),
    )
    return isModule || (isTransformed && /^\s*(?:import|export)\b/m.test(source.getFullText())) ? 'import' : 'require'
  }

  #extension(): string {
    const own = this.#tests.map((test) => path.extname(test))
    const isTypeScript = this.language === 'typescript'
    return (
      mostOf(own.filter((each) => /ts/.test(each) === isTypeScript && !each.endsWith('x'))) ??
      (isTypeScript ? '.ts' : '.js')
    )
  }
}

/** Without a tsconfig.json it is read as Node reads it. */
const PLAIN: CompilerOptions = {
  allowJs: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
}

function openProject(source: string): Project {
  const config = foldersAbove(source)
    .map((folder) => path.join(folder, 'tsconfig.json'))
    .find((file) => existsSync(file))
  if (config === undefined) return new Project({ compilerOptions: PLAIN, skipAddingFilesFromTsConfig: true })
  return new Project({
    tsConfigFilePath: config,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { allowJs: true, noEmit: true, incremental: false, composite: false },
  })
}
