/** The intent classifier, as a project of its own under Vitest. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { makeProject, type Project } from '../support/project.ts'

const PROGRAM = path.resolve('fixtures/programs/intent-classifier')

export function classifierSource(name: string): string {
  return readFileSync(path.join(PROGRAM, name), 'utf8')
}

export function makeClassifier(): Project {
  const files = ['app.js', 'classify.js', 'client.js', 'reply.js']
  return makeProject({
    ...Object.fromEntries(files.map((name) => [name, classifierSource(name)])),
    'package.json': '{ "private": true, "type": "module" }',
    'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
  })
}
