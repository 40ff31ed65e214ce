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
  const file = path.basename(real)
  if (STANDALONE.test(file)) return true
  const names = LAUNCHERS.filter(([, pattern]) => pattern.test(file)).map(([name]) => name)
  return names.length > 0 && names.includes(packageOf(path.dirname(real)))
}

/** Test runners whose command line may have flags of Retrace. */
const TEST_RUNNERS = new Set(['vitest', 'jest', 'jest-cli'])

/** Whether a script (`process.argv[1]`) is a test runner's. */
export function isTestRunner(script: string | undefined): boolean {
  if (script === undefined) return false
  try {
    return TEST_RUNNERS.has(packageOf(path.dirname(fs.realpathSync(script))))
  } catch {
    return false
  }
}

/** The name of the innermost package that a folder lies in; empty where there is none. */
function packageOf(folder: string): string {
  try {
    const { name } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: string }
    // A package.json without a name only says of what type the modules are.
    if (name !== undefined) return name
  } catch {
    // The folder above.
  }
  const parent = path.dirname(folder)
  return parent === folder ? '' : packageOf(parent)
}
