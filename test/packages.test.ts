import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as codegen from '@retrace/codegen'
import * as core from '@retrace/core'
import * as vitestPlugin from '@retrace/vitest'

test.each([
  ['core', core],
  ['codegen', codegen],
  ['vitest-plugin', vitestPlugin],
])('%s says the version that its package.json has', (folder, exported) => {
  const manifest = JSON.parse(readFileSync(new URL(`../${folder}/package.json`, import.meta.url), 'utf8'))
  expect(exported.version).toBe(manifest.version)
})
