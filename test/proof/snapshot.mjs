import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What is in a folder: each entry by its path, with its kind, mode, time of change and content. A folder's time of
 * change also tells of what was made in it and removed again.
 */
export function snapshot(root) {
  const entries = new Map()
  const add = (path) => {
    const stat = lstatSync(join(root, path), { bigint: true })
    entries.set(path, `${stat.mode.toString(8)} ${stat.mtimeNs} ${contentOf(join(root, path), stat)}`)
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path))) add(join(path, name))
  }
  add('.')
  return entries
}

/** What was created, changed or removed between two snapshots, a line each. */
export function changes(before, after) {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  return paths.flatMap((path) => {
    if (before.get(path) === after.get(path)) return []
    return [`${before.has(path) ? (after.has(path) ? 'changed' : 'removed') : 'created'} ${path}`]
  })
}

function contentOf(path, stat) {
  if (stat.isSymbolicLink()) return readlinkSync(path)
  return stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
}
