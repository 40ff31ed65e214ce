/** Where a recorded run was at home. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../observe/debuggee.ts'
import type { Place } from '../write/setting.ts'

/** @param root - of the project in which its test is written */
export function homeOf({ recording: { manifest }, located }: Project, root: string): Place {
  const { cwd, sources, timeZone } = manifest
  const folder = sources.root === '' ? cwd : path.resolve(located.root, path.relative(sources.root, cwd))
  return { zone: timeZone, folder: !located.recorded && isPartOf(folder, root) ? folder : null }
}

/** Whether a folder is there in any copy of a project: one that is only around it, such as that of a user, is not. */
function isPartOf(folder: string, root: string): boolean {
  if (!existsSync(folder)) return false
  if (isWithin(folder, root)) return true
  return isWithin(root, folder) && ['package.json', '.git'].some((name) => existsSync(path.join(folder, name)))
}

function isWithin(folder: string, outer: string): boolean {
  const way = path.relative(outer, folder)
  return way === '' || (way.split(path.sep)[0] !== '..' && !path.isAbsolute(way))
}
