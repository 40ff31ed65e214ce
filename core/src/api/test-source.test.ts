import { expect, test } from 'vitest'
import { fileNameOf } from './test-source.ts'

test('what a file system takes is the name as it is', () => {
  expect(fileNameOf('orders > stores an order (twice)')).toBe('orders _ stores an order (twice).json')
  expect(fileNameOf('grüßt 世界')).toBe('grüßt 世界.json')
})

test('what it does not take is left out', () => {
  const names = ['a/b\\c:d*e?"f"<g>|h\n', '../../etc/passwd', '...', '', '***', 'CON', 'nul.txt', 'console']
  expect(names.map(fileNameOf)).toEqual([
    'a_b_c_d_e_f_g_h_.json',
    '_.._etc_passwd.json',
    '_.json',
    '_.json',
    '_.json',
    'CON_.json',
    'nul_.txt.json',
    'console.json',
  ])
})

test('a long name is cut, and told by a hash from others that begin alike; no letter is cut in two', () => {
  const long = ['x', '世', '👪'].map((letter) => letter.repeat(300))
  for (const name of long) {
    const [one, other] = [fileNameOf(`${name} one`), fileNameOf(`${name} other`)]
    expect(one).not.toBe(other)
    expect(Buffer.byteLength(one)).toBeLessThanOrEqual(125)
    expect(one).not.toContain('\u{fffd}')
    expect(fileNameOf(`${name} one`)).toBe(one)
  }
})
