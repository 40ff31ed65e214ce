/** What a program has read of its environment, as far as a test of it needs it. */
import path from 'node:path'
import { escapeRegExp } from '../escape-regexp.ts'
import { originalFs as fs } from '../originals.ts'
import type { TapeEvent } from '../tape/reader.ts'
import { crawlSources } from './crawl.ts'
import { readManifest, scriptOf, SOURCES } from './manifest.ts'

export interface Variable {
  readonly name: string
  /** Null where it was not set. */
  readonly value: string | null
  /** Whether it was read before the first of the events: by a module that was loaded, perhaps. */
  readonly isEarly: boolean
}

interface Read {
  readonly name: string
  readonly value: string | null
  readonly event: number
  /** Whether it was read with all others, as `Object.keys(process.env)` does. */
  readonly isListed: boolean
}

/** What a machine, a shell, Node or a test runner sets by itself. */
const AMBIENT =
  /^(?:node_|npm_|lc_|lang|xdg_|ssh_|vitest|jest_|retrace|tz$|path$|home$|user|logname$|shell|pwd$|oldpwd$|term|colorterm$|force_color$|no_color$|ci$|editor$|te?mp|hostname$|(?:https?|no|all)_proxy$)/i

/** What a CI sets, and what programs over the API of GitHub are set up by. */
const OF_CI = /^github_/i

export class Environment {
  readonly #read: Read[] = []
  /** The names that are being listed. */
  #listed: ReadonlySet<unknown> = new Set()

  take({ op, fields, index }: TapeEvent): void {
    const [first, value] = fields
    if (op.name === 'env.keys') this.#listed = new Set(first as readonly unknown[])
    else if (op.name !== 'env.get') this.#listed = new Set()
    else {
      const its = typeof value === 'string' ? value : null
      this.#read.push({ name: String(first), value: its, event: index, isListed: this.#listed.has(first) })
    }
  }

  get all(): NodeJS.ProcessEnv {
    return Object.fromEntries(this.#read.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])))
  }

  /**
   * What was read before an event, but for what any machine has. Of what was only listed, of what was not set, which
   * packages ask for too, and of what a CI sets, the program wants what its sources name.
   *
   * @param folder - of the recording
   */
  variables(folder: string, from: number, to: number): Variable[] {
    const its = this.#read.filter(({ name, event }) => event < to && !AMBIENT.test(name))
    const texts = its.some(isDoubtful) ? sourcesIn(folder) : []
    const isNamed = (name: string): boolean => {
      const pattern = new RegExp(String.raw`(?<![\w$])${escapeRegExp(name)}(?![\w$])`)
      return texts.some((text) => pattern.test(text))
    }
    return its
      .filter((read) => !isDoubtful(read) || isNamed(read.name))
      .map(({ name, value, event }) => ({ name, value, isEarly: event < from }))
  }
}

function isDoubtful({ name, value, isListed }: Read): boolean {
  return value === null || isListed || OF_CI.test(name)
}

/** Where nobody was left to copy them, as of a process that was killed, they are those that there are now. */
function sourcesIn(folder: string): string[] {
  const manifest = readManifest(folder)
  const files = manifest.sources?.files ?? []
  const script = scriptOf(manifest)
  if (files.length === 0 && script !== null)
    return [...crawlSources([script]).values()].map((content) => content.toString())
  return files
    .filter((file) => !/(?:^|\/)node_modules\/|\.json$/.test(file.path))
    .map((file) => fs.readFileSync(path.join(folder, SOURCES, file.path), 'utf8'))
}
