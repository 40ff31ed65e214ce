/** Every link in a document of the repository to another one, or to a place in it. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import GithubSlugger from 'github-slugger'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { expect, test } from 'vitest'
import { ROOT } from './snippets.ts'

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})

/** What GitHub calls the headings of a document. */
function anchorsOf(file: string): Set<string> {
  const slugger = new GithubSlugger()
  const { children } = fromMarkdown(readFileSync(file, 'utf8'))
  return new Set(children.flatMap((node) => (node.type === 'heading' ? [slugger.slug(textOf(node))] : [])))
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

function linksOf(node: Nodes): string[] {
  const own = node.type === 'link' || node.type === 'image' ? [node.url] : []
  return [...own, ...('children' in node ? node.children.flatMap(linksOf) : [])]
}

test.each(documents.trim().split('\n'))('the links of %s lead somewhere', (document) => {
  const file = path.join(ROOT, document)
  const text = readFileSync(file, 'utf8')
  // Tables are none of CommonMark's; links in them are.
  const links = linksOf(fromMarkdown(text)).filter((url) => !/^[a-z]+:/.test(url))
  const broken = links.filter((url) => {
    const [target = '', anchor] = url.split('#')
    const to = target === '' ? file : path.join(path.dirname(file), target)
    if (!existsSync(to)) return true
    return anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).has(anchor)
  })
  expect(broken).toEqual([])
})
