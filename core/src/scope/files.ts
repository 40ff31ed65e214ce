/** Which files the option `fs` means: a path stands for all below it, `*` for what is between slashes, `**` for any of them. */
import path from 'node:path'
import { escapeRegExp } from '../escape-regexp.ts'

/** @param paths - relative ones are from the folder that the process runs in */
export function filesOf(paths: readonly string[]): RegExp {
  const sources = paths.map((it) => path.resolve(it).split(path.sep).map(part).join('/'))
  return new RegExp(`^(?:${sources.join('|')})(?:/.*)?$`)
}

function part(name: string): string {
  if (name === '**') return '(?:.*)'
  return escapeRegExp(name).replaceAll(String.raw`\*`, '[^/]*')
}
