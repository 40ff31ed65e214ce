/** How a file of the project is imported by another. */
import path from 'node:path'
import { type CompilerOptions, ts, type SourceFile } from 'ts-morph'
import { manifestOf } from './framework.ts'
import { mostOf } from './most.ts'

/** `@/*` and the folder that it stands for. */
interface Alias {
  readonly before: string
  readonly after: string
  /** Absolute, with what comes before and after the `*`. */
  readonly target: { readonly before: string; readonly after: string }
}

type Ending = 'none' | 'js' | 'ts'

export class Specifiers {
  readonly #aliases: readonly Alias[]
  readonly #usesAliases: boolean
  readonly #ending: Ending | null
  readonly #options: CompilerOptions

  /** @param files - of the project, by which its habits are told; tests first */
  constructor(files: readonly SourceFile[], options: CompilerOptions, root: string) {
    this.#options = options
    const all = files.flatMap((file) => specifiersOf(file))
    const usesOf = ({ before, after }: Alias): string[] => all.filter((each) => isBetween(each, before, after))
    const aliases = [...aliasesOf(options, root), ...subpathsOf(root)]
    // Several may stand for the same file.
    this.#aliases = aliases.toSorted((a, b) => usesOf(b).length - usesOf(a).length)
    const own = all.filter((each) => /^\.{1,2}\//.test(each))
    const aliased = all.filter((each) => aliases.some((alias) => usesOf(alias).includes(each)))
    this.#usesAliases = aliased.length > own.filter((each) => each.startsWith('../')).length
    this.#ending = mostOf([...own, ...aliased].map(endingOf)) ?? null
  }

  /**
   * What `from` has to say to import `to`.
   *
   * @param isCall - whether by a call of `import`, which TypeScript resolves as Node does, also in CommonJS
   */
  specifier(from: string, to: string, syntax: 'import' | 'require', isCall = false): string {
    const relative = path.relative(path.dirname(from), to).split(path.sep).join('/')
    const isNear = !relative.startsWith('../')
    const aliased = this.#usesAliases && !isNear ? this.#aliased(to) : null
    return this.#withEnding(aliased ?? (isNear ? `./${relative}` : relative), to, syntax, isCall)
  }

  #aliased(file: string): string | null {
    for (const { before, after, target } of this.#aliases) {
      for (const its of [file, file.replace(/\.[cm]?[jt]sx?$/, ''), file.replace(/\.([cm]?)ts$/, '.$1js')])
        if (isBetween(its, target.before, target.after)) {
          const middle = its.slice(target.before.length, its.length - target.after.length)
          // The ending is seen to later.
          return before + middle + after + (its === file || after !== '' ? '' : path.extname(file))
        }
    }
    return null
  }

  #withEnding(specifier: string, file: string, syntax: 'import' | 'require', isCall: boolean): string {
    const extension = path.extname(file)
    const isTypeScript = /ts/.test(extension)
    const usual = this.#ending ?? this.#neededEnding(file, isTypeScript, syntax)
    switch (usual === 'none' && isCall && isTypeScript && this.#isNodes ? 'js' : usual) {
      case 'none':
        // Without it these are not found.
        return /^\.[cm]/.test(extension) && !isTypeScript ? specifier : specifier.replace(/\.[cm]?[jt]sx?$/, '')
      case 'js':
        return specifier.replace(/\.([cm]?)tsx?$/, '.$1js')
      case 'ts':
        return specifier
    }
  }

  #neededEnding(file: string, isTypeScript: boolean, syntax: 'import' | 'require'): Ending {
    const { allowImportingTsExtensions, rewriteRelativeImportExtensions } = this.#options
    if (!isTypeScript) return syntax === 'require' ? 'none' : 'js'
    if (allowImportingTsExtensions || rewriteRelativeImportExtensions) return 'ts'
    return this.#isNodes && manifestOf(file).manifest.type === 'module' ? 'js' : 'none'
  }

  /** Whether modules are found as Node finds them. */
  get #isNodes(): boolean {
    const { moduleResolution, module } = this.#options
    if (moduleResolution !== undefined)
      return (
        moduleResolution === ts.ModuleResolutionKind.NodeNext || moduleResolution === ts.ModuleResolutionKind.Node16
      )
    return module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext
  }
}

function specifiersOf(file: SourceFile): string[] {
  return [...file.getFullText().matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"]([^'"\n]+)['"]/g)].map(
    (match) => match[1] as string,
  )
}

function endingOf(specifier: string): Ending {
  if (/\.[cm]?tsx?$/.test(specifier)) return 'ts'
  return /\.[cm]?jsx?$/.test(specifier) ? 'js' : 'none'
}

function isBetween(text: string, before: string, after: string): boolean {
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
}

function aliasesOf({ paths = {}, baseUrl, pathsBasePath }: CompilerOptions, root: string): Alias[] {
  const base = baseUrl ?? (typeof pathsBasePath === 'string' ? pathsBasePath : root)
  return Object.entries(paths).flatMap(([name, targets]) => aliasOf(name, targets[0], base) ?? [])
}

/** `imports` of package.json, under each of its conditions. */
function subpathsOf(root: string): Alias[] {
  const { folder, manifest } = manifestOf(path.join(root, 'package.json'))
  return Object.entries(manifest.imports ?? {}).flatMap(([name, target]) =>
    targetsIn(target).flatMap((each) => aliasOf(name, each, folder) ?? []),
  )
}

function targetsIn(target: unknown): string[] {
  if (typeof target === 'string') return [target]
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(targetsIn) : []
}

function aliasOf(name: string, target: string | undefined, base: string): Alias | null {
  if (target === undefined || !name.includes('*') || !target.includes('*') || name === '*') return null
  const [before, after] = name.split('*') as [string, string]
  const [targetBefore, targetAfter] = target.split('*') as [string, string]
  // `path.resolve` takes the slash at the end away, which says where a name ends.
  const folder = path.resolve(base, `${targetBefore}x`).slice(0, -1)
  return { before, after, target: { before: folder, after: targetAfter } }
}
