import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRecordedProject } from './recorded-project.ts'

let folder: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-test-')))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), text)
  }
}

test('sources are as they were recorded, and all else is as it is', () => {
  write({
    'home/app/server.js': 'now',
    'home/app/lib/added.js': 'added',
    'home/app/templates/page.html': 'page',
    'home/node_modules/express/index.js': 'express',
    'copies/server.js': 'then',
    'copies/lib/gone.js': 'gone',
  })
  const project = makeRecordedProject(path.join(folder, 'home/app'), path.join(folder, 'copies'), [
    'server.js',
    'lib/gone.js',
  ])
  try {
    const read = (file: string): string => readFileSync(path.join(project, file), 'utf8')
    expect(
      ['server.js', 'lib/gone.js', 'lib/added.js', 'templates/page.html', 'node_modules/express/index.js'].map(read),
    ).toEqual(['then', 'gone', 'added', 'page', 'express'])
  } finally {
    rmSync(project, { recursive: true })
  }
  expect(existsSync(path.join(folder, 'home/app/templates/page.html'))).toBe(true)
})
