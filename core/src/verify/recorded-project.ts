/**
 * The project as it was recorded: its recorded sources, among all else that is there now. What a program reads besides its sources
 * (templates, settings) is not in a recording.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { originalFs as fs } from '../originals.ts'
import { ancestors } from '../recording/locate.ts'

const PACKAGES = 'node_modules'

/**
 * Makes such a project in a temporary folder, of links where it can.
 *
 * @param root - the project
 * @param copies - the recorded sources
 * @param files - their paths below both, with slashes
 */
export function makeRecordedProject(root: string, copies: string, files: readonly string[]): string {
  const project = fs.realpathSync(mkdtempSync(path.join(tmpdir(), 'retrace-recorded-')))
  const folders = new Set(['', ...files.flatMap(foldersOf)])
  for (const folder of folders) fs.mkdirSync(path.join(project, folder), { recursive: true })
  for (const file of files) fs.copyFileSync(path.join(copies, file), path.join(project, file))
  for (const folder of folders)
    for (const name of namesIn(path.join(root, folder)))
      link(path.join(root, folder, name), path.join(project, folder, name))
  linkPackages(root, project)
  return project
}

/** `a/b` and `a` of `a/b/c.js`. */
function foldersOf(file: string): string[] {
  const folder = path.posix.dirname(file)
  return folder === '.' ? [] : [folder, ...foldersOf(folder)]
}

function namesIn(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder) : []
}

function link(target: string, at: string): void {
  if (fs.existsSync(at)) return
  try {
    // On Windows anybody may link folders so, and no files.
    fs.symlinkSync(target, at, 'junction')
  } catch {
    fs.copyFileSync(target, at)
  }
}

/** Those of a folder further up are found from there, and would not be from here. */
function linkPackages(root: string, project: string): void {
  const homes = ancestors(path.dirname(root)).map((folder) => path.join(folder, PACKAGES))
  const packages = homes.find((folder) => fs.existsSync(folder))
  if (packages !== undefined) link(packages, path.join(project, PACKAGES))
}
