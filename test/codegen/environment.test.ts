/** What a generated test sets of the recorded environment. */
import path from 'node:path'
import { excerptOf } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import { folderWith, retrace } from '../support/cli.ts'

test('what a CI sets is set where the sources of the program name it', async () => {
  const folder = folderWith({
    'main.mjs': 'JSON.stringify(process.env); process.env.GITHUB_API_URL; process.env.CI',
  })
  const env = { GITHUB_API_URL: 'http://127.0.0.1', GITHUB_SHA: '5e2f', CI: 'true' }
  retrace(folder, ['record', '--out', 'recording', '--', process.execPath, 'main.mjs'], { env })
  const { environment } = await excerptOf(path.join(folder, 'recording'), { from: 0, to: Infinity })
  const names = environment.map(({ name }) => name)
  expect([...new Set(names)]).toEqual(['GITHUB_API_URL'])
})
