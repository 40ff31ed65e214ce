/** Small projects whose programs fail, with the test that is generated of that, run before and after they are mended. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runTest, type TestOutcome, UserProject } from '@retrace/codegen'
import { onTestFinished } from 'vitest'
import { type Result, startRetrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

export type Runner = 'vitest' | 'jest'
export type Syntax = 'ESM' | 'CommonJS'

/** What of a module in one syntax is another in the other. */
export interface Module {
  readonly source: string
  /** What it takes from others, by their names. */
  readonly imports?: Readonly<Record<string, string>>
  readonly exports?: readonly string[]
}

const CONFIGS = {
  vitest: {
    'vitest.config.mjs': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
  },
  jest: { 'jest.config.cjs': "module.exports = { testEnvironment: '@retrace/jest-environment' }\n" },
}

/** A project that is there until the test has ended. */
export function projectOf(runner: Runner, syntax: Syntax, modules: Readonly<Record<string, Module>>): Project {
  const manifest = {
    private: true,
    ...(syntax === 'ESM' ? { type: 'module' } : {}),
    devDependencies: { [runner]: '*' },
  }
  const project = makeProject({ ...CONFIGS[runner], 'package.json': JSON.stringify(manifest) })
  onTestFinished(() => project.remove())
  for (const [name, module] of Object.entries(modules)) project.write({ [name]: textOf(module, syntax) })
  return project
}

export function textOf({ source, imports = {}, exports = [] }: Module, syntax: Syntax): string {
  const taken = Object.entries(imports).map(([from, names]) =>
    syntax === 'ESM' ? `import ${names} from '${from}'\n` : `const ${names} = require('${from}')\n`,
  )
  const given =
    exports.length === 0
      ? ''
      : syntax === 'ESM'
        ? `export { ${exports.join(', ')} }\n`
        : `module.exports = { ${exports.join(', ')} }\n`
  return `${taken.join('')}${taken.length > 0 ? '\n' : ''}${source}${given}`
}

/** Records `node app.js` to its end, or until a visitor has what it wanted of the address at which it listens. */
export async function record({ folder }: Project, visit?: (address: string) => Promise<void>): Promise<void> {
  const child = startRetrace(folder, ['record', '--out', 'recording', '--', process.execPath, 'app.js'])
  const closed = once(child, 'close')
  if (visit) {
    let said = ''
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString()
      const [, address] = /listening on (\S+)\n/.exec(said) ?? []
      if (address === undefined) return
      said = ''
      void visit(address).finally(() => child.kill('SIGTERM'))
    })
  } else child.stdout?.resume()
  child.stderr?.resume()
  await closed
}

export interface Generated {
  readonly file: string
  readonly title: string
  readonly fixture: string
  readonly level: string
  readonly function: string | null
  readonly rejected: readonly { readonly name: string; readonly why: string }[]
}

/** What `retrace generate --json` says. */
export async function generate(project: Project, ...args: readonly string[]): Promise<Generated> {
  const { status, stdout, stderr } = await said(project, '--json', ...args)
  if (status !== 0) throw new Error(`generate ended with ${status}:\n${stdout}${stderr}`)
  return JSON.parse(stdout) as Generated
}

/** What `retrace generate` prints. */
export async function said({ folder }: Project, ...args: readonly string[]): Promise<Omit<Result, 'signal'>> {
  const child = startRetrace(folder, ['generate', 'recording', ...args])
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { status, stdout, stderr }
}

export function outcomeOf({ folder }: Project, { file, title }: Generated): Promise<TestOutcome> {
  const project = new UserProject(path.join(folder, file))
  return runTest({ project, file: path.join(folder, file), title })
}

/** The test itself, without what stands before it. */
export function textIn({ folder }: Project, { file }: Generated): string {
  const text = readFileSync(path.join(folder, file), 'utf8')
  return text.slice(text.indexOf('test('))
}

/** A server that is there until the test has ended. */
export async function outside(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
