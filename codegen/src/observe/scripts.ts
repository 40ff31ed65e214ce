/** The scripts of a program: whose they are, their text, and where in the user's source a place in them is. */
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { isOwnFile } from '@retrace/core/recordings'
import { isInPackages } from '../in-packages.ts'
import type { Place } from '../observation.ts'
import { type FunctionFound, Functions, type ModuleFound } from './functions.ts'
import type { Inspector } from './inspector.ts'
import type { CallFrame, Location, ScriptParsed } from './protocol.ts'

interface Script {
  readonly url: string
  readonly sourceMapURL: string
  functions?: Promise<Functions>
  map?: TraceMap | null
}

export interface NamedFunction {
  /** Of the script that runs. */
  readonly url: string
  readonly within: FunctionFound
  /** Where it is declared, in the user's source. */
  readonly declared: Place
}

export interface NamedModule extends ModuleFound {
  /** Of the script that runs. */
  readonly url: string
  /** Of the user's source. */
  readonly file: string
}

export class Scripts {
  readonly #inspector: Inspector
  readonly #scripts = new Map<string, Script>()
  #look: (scriptId: string) => void = () => {}

  constructor(inspector: Inspector) {
    this.#inspector = inspector
  }

  add({ scriptId, url, sourceMapURL = '' }: ScriptParsed): void {
    this.#scripts.set(scriptId, { url, sourceMapURL })
    this.#look(scriptId)
  }

  /** Is told of each script: of those that are there, and those to come. */
  forEach(look: (scriptId: string) => void): void {
    for (const scriptId of this.#scripts.keys()) look(scriptId)
    this.#look = look
  }

  urlOf(scriptId: string): string {
    return this.#scripts.get(scriptId)?.url ?? ''
  }

  /** Null where there is none of that address. */
  idOf(url: string): string | null {
    for (const [id, script] of this.#scripts) if (script.url === url) return id
    return null
  }

  /** Whether it is Retrace's own. */
  isEngine(scriptId: string): boolean {
    return isOwnFile(this.urlOf(scriptId))
  }

  /** Where a place is in the user's source; null where it is Node's, a package's or Retrace's. */
  placeOf(location: Location): Place | null {
    const place = this.anyPlaceOf(location)
    return place === null || isInPackages(place.file) ? null : place
  }

  /** So, but a package's is a place too. */
  anyPlaceOf({ scriptId, lineNumber, columnNumber }: Location): Place | null {
    const script = this.#scripts.get(scriptId)
    if (!script?.url.startsWith('file:') || isOwnFile(script.url)) return null
    const file = fileURLToPath(script.url)
    const map = (script.map ??= mapOf(script))
    if (map) {
      const { source, line, column } = originalPositionFor(map, { line: lineNumber + 1, column: columnNumber })
      if (source !== null && line !== null) return { file: pathOf(source, file), line, column: column + 1 }
    }
    return { file, line: lineNumber + 1, column: columnNumber + 1 }
  }

  /** The innermost function around a place; null at the top of a module. */
  async functionAt(location: Location): Promise<FunctionFound | null> {
    const functions = await this.#functionsOf(location.scriptId)
    return functions?.at(location) ?? null
  }

  /** The functions of a script, or those that are called so; none where it isn't of the user's source. */
  async named(scriptId: string, wanted: string | null): Promise<NamedFunction[]> {
    const isUsers = this.placeOf({ scriptId, lineNumber: 0, columnNumber: 0 }) !== null
    const functions = isUsers ? await this.#functionsOf(scriptId) : null
    return ((wanted === null ? functions?.all() : functions?.named(wanted)) ?? []).flatMap((within) => {
      const declared = this.placeOf({ scriptId, ...within.start })
      return declared ? [{ url: this.urlOf(scriptId), within, declared }] : []
    })
  }

  /** What is at the top of a script; null where it isn't of the user's source. */
  async moduleAt(scriptId: string): Promise<NamedModule | null> {
    const place = this.placeOf({ scriptId, lineNumber: 0, columnNumber: 0 })
    const functions = place && (await this.#functionsOf(scriptId))
    return functions && { ...functions.module, url: this.urlOf(scriptId), file: place.file }
  }

  /** The innermost frame that is of a function. */
  async frameOf(frames: readonly CallFrame[], url: string, { start }: FunctionFound): Promise<CallFrame | null> {
    for (const frame of frames) {
      if (this.urlOf(frame.location.scriptId) !== url) continue
      const its = (await this.functionAt(frame.location))?.start
      if (its?.lineNumber === start.lineNumber && its.columnNumber === start.columnNumber) return frame
    }
    return null
  }

  async #functionsOf(scriptId: string): Promise<Functions | null> {
    const script = this.#scripts.get(scriptId)
    if (!script) return null
    script.functions ??= this.#inspector
      .send<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId })
      .then(({ scriptSource }) => new Functions(scriptSource))
    return script.functions
  }
}

/** The file of the user's source that a file was compiled from: itself where nothing says so. */
export function sourceOf(file: string): string {
  const [, sourceMapURL = ''] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, 'utf8')) ?? []
  const [source = null] = mapOf({ url: pathToFileURL(file).href, sourceMapURL })?.resolvedSources ?? []
  return source === null ? file : pathOf(source, file)
}

function mapOf({ url, sourceMapURL }: Script): TraceMap | null {
  if (sourceMapURL === '') return null
  try {
    const data = /^data:[^,]*?(;base64)?,(.*)$/s.exec(sourceMapURL)
    const json = data
      ? Buffer.from(decodeURIComponent(data[2] as string), data[1] === undefined ? 'utf8' : 'base64').toString()
      : readFileSync(new URL(sourceMapURL, url), 'utf8')
    return new TraceMap(json, data ? url : new URL(sourceMapURL, url).href)
  } catch {
    // A map that is gone: what ran is all that there is.
    return null
  }
}

function pathOf(source: string, file: string): string {
  const url = new URL(source, pathToFileURL(file))
  return url.protocol === 'file:' ? fileURLToPath(url) : file
}
