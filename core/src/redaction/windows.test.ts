import { expect, test } from 'vitest'
import { scan } from './scan.ts'

const SECRET = 'sk-abcdefghijklmnop0123456789'

test('a secret in a long text is found once, wherever parts of the text meet', () => {
  const size = 1 << 20
  for (const at of [0, size / 2, size - (1 << 14), size - (1 << 13) - 5, size - 10, size, 2 * size - 40]) {
    const text = `${' '.repeat(at)}${SECRET}${' '.repeat(2 * size + 100 - at)}`
    const places = scan(text).map(({ start, end }) => [start, end])
    expect(places).toEqual([[at, at + SECRET.length]])
  }
})
