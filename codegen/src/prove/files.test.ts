import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { userProject } from '../write/user-project.test-kit.ts'
import { Files } from './files.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const user = userProject(files)
  onTestFinished(() => user.remove())
  return user.folder
}

const plain = { kind: 'written', before: null, title: 'a', replaced: null, same: null, leftOver: [] } as const

test('all is put back as it was, folders too', () => {
  const folder = folderWith({ 'a.test.js': 'before' })
  const files = new Files()
  const data = path.join(folder, 'tests/data/a.txt')
  files.writeTest({
    ...plain,
    file: path.join(folder, 'a.test.js'),
    text: 'after',
    data: [{ file: data, content: 'a' }],
  })
  expect(existsSync(data)).toBe(true)
  files.restore()
  expect(readFileSync(path.join(folder, 'a.test.js'), 'utf8')).toBe('before')
  expect(existsSync(path.join(folder, 'tests'))).toBe(false)
})

test('a file that can not be written is named, and nothing is left', () => {
  const folder = folderWith({ tests: 'a file in the place of the folder' })
  const files = new Files()
  const file = path.join(folder, 'tests/a.test.js')
  expect(() => files.writeTest({ ...plain, file, text: '', data: [] })).toThrow(`Failed to write ${file}: `)
  files.restore()
  expect(readFileSync(path.join(folder, 'tests'), 'utf8')).toBe('a file in the place of the folder')
})
