/** Programs that only start the real one in a process of its own. Recording them would record the wrong thing. */
import path from 'node:path'
import { originalFs as fs } from './originals.ts'

/** A package, and which of its scripts start another Node process. */
const LAUNCHERS: readonly (readonly [packageName: string, script: RegExp])[] = [
  ['npm', /^(npm|npx)(-cli)?\.js$/],
  ['yarn', /^yarn\.(c?js)$/],
  ['pnpm', /^(pnpm|pnpx)\.(c|m)?js$/],
  ['corepack', /^(corepack|npm|npx|yarn|yarnpkg|pnpm|pnpx)\.js$/],
  ['tsx', /^cli\.(c|m)?js$/],
  ['nodemon', /^nodemon\.js$/],
  ['cross-env', /^cross-env(-shell)?\.js$/],
  ['dotenv-cli', /^cli\.js$/],
  ['env-cmd', /^env-cmd\.js$/],
  ['concurrently', /^concurrently\.js$/],
  ['npm-run-all2', /^(npm-run-all|run-s|run-p)(\/index)?\.(c?js)$/],
  ['@retrace/core', /^main\.js$/],
]

/** Yarn's own releases and Corepack's downloads stand in no package folder of that name. */
const STANDALONE = /^(yarn-\d[\w.-]*|yarn|pnpm)\.c?js$/

/** Whether a script (`process.argv[1]`) is a launcher. */
export function isLauncher(script: string | undefined): boolean {
  if (script === undefined) return false
  let real: string
  try {
    real = fs.realpathSync(script)
  } catch {
    return false
  }
  const parts = real.split(path.sep)
  const file = parts.at(-1) ?? ''
  if (STANDALONE.test(file)) return true
  return LAUNCHERS.some(([name, pattern]) => pattern.test(file) && isInPackage(parts, name))
}

/** Whether the innermost package that a path lies in has this name. */
function isInPackage(parts: readonly string[], name: string): boolean {
  const names = name.split('/')
  const at = parts.lastIndexOf('node_modules')
  if (at >= 0) return names.every((part, i) => parts[at + 1 + i] === part)
  return parts.includes(names.at(-1) as string)
}
