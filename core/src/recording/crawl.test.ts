import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { crawlSources } from './crawl.ts'

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-crawl-')))
afterEach(() => rmSync(folder, { recursive: true }))

test('sources are what is imported and the scripts of workers, not the data that is read', () => {
  const files = {
    'app.mjs': `import { it } from './lib.js'
      import settings from './settings.json' with { type: 'json' }
      new Worker(new URL('./worker.mjs', import.meta.url))
      readFileSync(new URL('./secret.env', import.meta.url))`,
    'lib.js': `const other = require('./other')`,
    'other.cjs': '',
    'settings.json': '{}',
    'worker.mjs': '',
    'secret.env': 'KEY=1',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  const found = [...crawlSources([path.join(folder, 'app.mjs')]).keys()].map((file) => path.basename(file))
  expect(found.toSorted()).toEqual(['app.mjs', 'lib.js', 'other.cjs', 'settings.json', 'worker.mjs'])
})
