import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../retrace.mjs'

const program = join(root, 'fixtures/programs/intent-classifier')
const sources = ['app.js', 'classify.js', 'client.js', 'reply.js']

const configuration = `import { retrace } from '@retrace/vitest/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [retrace()] })
`

/** What to do with an answer that isn't JSON, as somebody might decide. */
const fallbacks = {
  'classify.js': "{ intent: 'other', confidence: 0 }",
  'reply.js': "{ subject: 'Your message', body: answer }",
}

/** Makes a project of the program, in which tests can be written; its packages are those of the repository. */
export function makeProject(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of sources) cpSync(join(program, name), join(folder, name))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'intent-classifier', type: 'module' }))
  writeFileSync(join(folder, 'vitest.config.js'), configuration)
}

/** Has the program live with answers that aren't JSON. */
export function mend(folder) {
  for (const [name, fallback] of Object.entries(fallbacks)) {
    const file = join(folder, name)
    const text = readFileSync(file, 'utf8')
    const mended = `try {\n    return JSON.parse(answer)\n  } catch {\n    return ${fallback}\n  }`
    writeFileSync(file, text.replace('return JSON.parse(answer)', mended))
  }
}

/** The test that was written, and its name. */
export function writtenTest(folder) {
  const name = readdirSync(folder).find((file) => file.endsWith('.test.js'))
  if (name === undefined) throw new Error('There is no test')
  return { name, text: readFileSync(join(folder, name), 'utf8') }
}
