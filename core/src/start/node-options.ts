/** NODE_OPTIONS that load the preload. */
import { fileURLToPath, pathToFileURL } from 'node:url'

export const REGISTER: string = fileURLToPath(new URL('../register.cjs', import.meta.url))

/** The preload, as a project names it. */
const OWN = /(--import|--require|-r)([= ])(["']?)(?:[^\s"']*\/)?@retrace\/core\/(?:dist\/)?register(?:\.cjs)?\3(?=\s|$)/

/** Flags of Node that load the preload themselves, by its path; null where they don't. */
export function flagsWithPreload(flags: readonly string[]): string[] | null {
  // None of them has a line break in it.
  const joined = flags.join('\n')
  const found = OWN.exec(joined.replaceAll('\n', ' '))
  if (!found) return null
  const [text, flag = '', between = ''] = found
  const own = [flag, pathFor(flag)].join(between === '=' ? '=' : '\n')
  return (joined.slice(0, found.index) + own + joined.slice(found.index + text.length)).split('\n')
}

/**
 * `--require REGISTER` behind what is there already. Where that has the preload, it stays in its place, since Node begins a
 * program otherwise after an `--import`: in Node 20 it would itself be an import that the program makes.
 */
export function withPreload(nodeOptions: string | undefined): string {
  if (nodeOptions === undefined || nodeOptions === '') return `--require ${quoted(REGISTER)}`
  if (!OWN.test(nodeOptions)) return `${nodeOptions} --require ${quoted(REGISTER)}`
  return nodeOptions.replace(OWN, (_, flag: string, between: string) => {
    return `${flag}${between}${quoted(pathFor(flag))}`
  })
}

function pathFor(flag: string): string {
  return flag === '--import' ? pathToFileURL(REGISTER).href : REGISTER
}

function quoted(text: string): string {
  return /[\s"\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text
}
