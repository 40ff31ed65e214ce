/**
 * The snippets of the manual. A comment above a fence, which readers don't see, says how it is tried:
 *
 *     <!-- try KEY=VALUE …
 *     lines that a snippet needs
 *     -->
 *
 * | of        | is                                                                                                         |
 * | --------- | ---------------------------------------------------------------------------------------------------------- |
 * | `sh`      | run, line by line, in the folder of the page; the lines of the comment are run before. `exits=1,0`: how the
 *               lines end, where not with 0. `in=DIR`: another folder. `elsewhere=FILE`: what runs these lines. `usage`:
 *               only its options are looked at, since it takes too long                                               |
 * | `ts`, `js`| written as `as=FILE`, or as its first line says (`// vitest.config.ts`), and type-checked; tests are run.
 *               `// …` in the comment is its place. `found=FILE`: it stands in a file that a command has written       |
 * | `text`    | in what was printed last; digits, and what `…` stands for, may be others. `usage`: of a command, has all of
 *               its options. `elsewhere=FILE`: its labels stand in that                                               |
 * | `json`    | a fixture, or, with the comment around it, a part of one. `as=FILE`: written so, for the commands that follow |
 * | `yaml`    | a workflow: its commands are run as they stand                                                           |
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fromMarkdown } from 'mdast-util-from-markdown'

export interface Snippet {
  /** `docs/cli.md:12` */
  readonly at: string
  readonly language: string
  readonly text: string
  readonly says: Readonly<Record<string, string>>
  /** The lines of the comment. */
  readonly hidden: string
}

export interface Page {
  readonly name: string
  readonly snippets: readonly Snippet[]
}

export const ROOT: string = path.join(import.meta.dirname, '../..')

export function manual(): Page[] {
  const docs = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...docs.map((name) => `docs/${name}`)].map((name) => ({ name, snippets: snippetsOf(name) }))
}

function snippetsOf(page: string): Snippet[] {
  const { children } = fromMarkdown(readFileSync(path.join(ROOT, page), 'utf8'))
  return children.flatMap((node, index) => {
    if (node.type !== 'code') return []
    const before = children[index - 1]
    const comment = before?.type === 'html' ? /^<!-- try(?: (.*?))?(?:\n([^]*?))?\s*-->$/.exec(before.value) : null
    const said = comment?.[1]?.split(' ').filter(Boolean) ?? []
    return {
      at: `${page}:${node.position?.start.line}`,
      language: node.lang ?? '',
      text: node.value,
      says: Object.fromEntries(said.map((pair) => pair.split(/=(.*)/s) as [string, string])),
      hidden: comment?.[2] ?? '',
    }
  })
}
