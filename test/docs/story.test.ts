/** What is said of a snippet that can't be tried, or does something else than the manual says. */
import { expect, test } from 'vitest'
import { folderWith } from '../support/cli.ts'
import { shellEnvironment } from './shell.ts'
import type { Snippet } from './snippets.ts'
import { tryPage } from './story.ts'

const snippet: Snippet = { at: 'docs/new.md:3', language: 'sh', text: 'true', says: {}, hidden: '' }

test.each<[string, Partial<Snippet>, string]>([
  ['of no language', { language: '' }, 'there is no way to try a snippet of no language'],
  ['of another language', { language: 'python' }, 'there is no way to try a snippet of python'],
  ['of a source without a name', { language: 'ts', text: 'a()' }, 'say which file it is'],
  ['with a command that fails', { text: 'true\nfalse # no' }, 'exit code 1, not 0: false # no'],
  ['with a command that does not fail', { says: { exits: '1' } }, 'exit code 0, not 1: true'],
  ['with a package that there is not', { text: 'npm i -D @retrace/other' }, '@retrace/other is no package'],
  ['with an option that there is not', { text: 'retrace prune --force', says: { usage: '' } }, 'prune has no --force'],
  [
    'that CI is said to run',
    { text: 'npm run nothing', says: { elsewhere: '.ci/run' } },
    'does not run npm run nothing',
  ],
  ['of what nothing prints', { language: 'text', text: 'hello' }, 'that was not printed'],
  ['of a console', { language: 'console', text: '$ echo one\ntwo' }, 'that was not printed. It was:\none'],
  ['of a fixture', { language: 'json', text: '{ "format": 1 }' }, 'must have required property'],
  ['of a workflow without commands', { language: 'yaml', text: 'jobs: {}' }, 'it has no commands'],
])('a snippet %s fails', async (_, its, message) => {
  const page = { name: 'docs/new.md', snippets: [{ ...snippet, ...its }] }
  await expect(tryPage(page, folderWith(), shellEnvironment({}))).rejects.toThrow(message)
})
