import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chooseFolder, makeFolder, makeNumberedFolder, recordingName } from './folder.ts'

const TIME = new Date(2026, 0, 2, 3, 4, 5).getTime()

function parent(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a recording is named by its local time and its process', () => {
  expect(recordingName(TIME, 77)).toBe('rec-20260102-030405-77')
})

test('a folder is made for its owner only, also where it was there for all', () => {
  const open = path.join(parent(), 'open')
  mkdirSync(open, { mode: 0o755 })
  for (const folder of [open, path.join(parent(), 'a/b')]) expect(statSync(makeFolder(folder)).mode & 0o777).toBe(0o700)
})

test('a folder with something in it is refused', () => {
  const folder = parent()
  writeFileSync(path.join(folder, 'x'), '')
  expect(() => makeFolder(folder)).toThrow(expect.objectContaining({ code: 'OUTPUT_EXISTS' }))
  expect(() => makeFolder(path.join(folder, 'x'))).toThrow(expect.objectContaining({ code: 'OUTPUT_EXISTS' }))
  expect(() => makeFolder(path.join(folder, 'x/y'))).toThrow(expect.objectContaining({ code: 'OUTPUT_UNWRITABLE' }))
})

test('latest leads to the newest', () => {
  const folder = parent()
  for (const pid of [1, 2]) makeNumberedFolder(folder, TIME, pid)
  expect(readdirSync(folder)).toEqual(['latest', 'rec-20260102-030405-1', 'rec-20260102-030405-2'])
  expect(readlinkSync(path.join(folder, 'latest'))).toBe('rec-20260102-030405-2')
})

test('a process that records by itself takes the folder it is given, or one in it', () => {
  const folder = parent()
  expect(chooseFolder(path.join(folder, 'one'), TIME, 1)).toBe(path.join(folder, 'one'))
  expect(chooseFolder(path.join(folder, 'many/'), TIME, 1)).toBe(path.join(folder, 'many/rec-20260102-030405-1'))
  expect(chooseFolder(path.join(folder, 'many'), TIME, 2)).toBe(path.join(folder, 'many/rec-20260102-030405-2'))
})
