import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { publicCrashes } from './crash-programs.mjs'

// That tests are generated of them is proved by `npm run proof -- public`, which installs packages.

test.each(publicCrashes)('$name names an issue, and versions with the bug and with the fix', ({ folder, ...crash }) => {
  const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const [, name = '', version] = /^(.+)@(\d+\.\d+\.\d+)$/.exec(crash.fixed) ?? []
  expect(crash.issue).toMatch(/^https:\/\/github\.com\//)
  expect(dependencies[name]).toMatch(/^\d+\.\d+\.\d+$/)
  expect(dependencies[name]).not.toBe(version)
})
