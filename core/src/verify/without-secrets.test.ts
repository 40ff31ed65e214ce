import { expect, test } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

const seen = { env: { DB_PASSWORD: 'open-sesame-4711' }, texts: ['--token=ghp_0123456789abcdefghijklmnopqrstuvwxyz'] }

test('what the recorded program had for secrets is in no text that is shown', () => {
  const text = 'failed at postgres://app:open-sesame-4711@db/shop by ghp_0123456789abcdefghijklmnopqrstuvwxyz'
  expect(withoutSecrets([text], { seen })).toEqual([
    expect.stringMatching(/^failed at postgres:\/\/app:redacted\w+@db\/shop by redacted\w+$/),
  ])
})
