import { expect, test } from 'vitest'
import { projectPaths, WrittenFiles } from './written-files.ts'

const paths = projectPaths(['/app'], () => '/app', '/tmp')

type Done = readonly [name: string, args: readonly unknown[], data?: string, result?: unknown]

function written(...all: readonly Done[]): Record<string, unknown> {
  const files = new WrittenFiles<null>(paths)
  for (const [name, args, data = '', result] of all) {
    const asked = name.includes('filehandle') ? [args[0], args.slice(1), Buffer.from(data)] : [args, Buffer.from(data)]
    files.take(name, asked, result, null)
  }
  const text = (content: unknown): unknown =>
    content instanceof Uint8Array ? Buffer.from(content).toString() : content
  return Object.fromEntries(files.files.map(([file, content]) => [file, text(content)]))
}

test('what is written to a file is told as one content, however it is written', () => {
  expect(
    written(
      ['fs.writeFileSync', ['out/a.txt', null], 'old'],
      ['fs.writeFile', ['/app/out/a.txt', null], 'new'],
      ['fs.promises.appendFile', ['out/a.txt', null], ' more'],
      ['fs.open', ['b.txt', 'w', 438], '', 19],
      ['fs.writev', [19, null], 'one'],
      ['fs.writeSync', [19, null], 'two'],
      ['fs.openSync', ['read.txt', 'r'], '', 19],
      ['fs.writeSync', [19, null], 'of another'],
      ['fs.promises.open', ['c.txt', 'a'], '', { fd: 20 }],
      ['fs.filehandle.write', [20, null], 'handle'],
    ),
  ).toEqual({ 'out/a.txt': 'new more', 'b.txt': 'onetwo', 'c.txt': 'handle' })
})

test('a file is known by its last name; what was made and removed is nothing, and what was there before is gone', () => {
  expect(
    written(
      ['fs.writeFileSync', ['a.part', null], 'whole'],
      ['fs.renameSync', ['a.part', 'a.json']],
      ['fs.writeFileSync', ['lock', null], '1'],
      ['fs.unlinkSync', ['lock']],
      ['fs.unlink', ['old']],
    ),
  ).toEqual({ 'a.json': 'whole', old: null })
})

test('stdout, temporary files, packages and what is only read are not looked at', () => {
  expect(
    written(
      ['fs.writeSync', [1, null], 'printed'],
      ['fs.writeFileSync', ['/tmp/x', null], 'x'],
      ['fs.writeFileSync', ['node_modules/.cache/x', null], 'x'],
      ['fs.openSync', ['a', 'r'], '', 7],
      ['fs.readSync', [7]],
    ),
  ).toEqual({})
})

test('of a large file only that is kept by which it is known', () => {
  const [one, other] = ['a', 'b'].map((end) => written(['fs.writeFileSync', ['a', null], 'x'.repeat(2 << 20) + end]))
  expect(one).toMatchObject({ a: { bytes: (2 << 20) + 1 } })
  expect(other).not.toEqual(one)
})
