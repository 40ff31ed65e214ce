/** Jest takes nothing back that a test has set: the file does, after each of its tests. */
import { Node, type SourceFile } from 'ts-morph'
import type { Names } from '../values/names.ts'

export class TakeBack {
  readonly #source: SourceFile
  readonly #names: Names
  readonly #functions: (name: string) => string
  readonly #lines: string[] = []

  constructor(source: SourceFile, names: Names, functions: (name: string) => string) {
    this.#source = source
    this.#names = names
    this.#functions = functions
  }

  /** What the file lacks. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** In place: modules may hold `process.env` itself. By no `delete`, which linters want for names that they can see only. */
  environment(): void {
    if (this.#has('Object.assign(process.env, ')) return
    const env = this.#names.takeForFile('env')
    const name = this.#names.take('name')
    this.#lines.push(
      `const ${env} = { ...process.env }`,
      `${this.#functions('afterEach')}(() => {
for (const ${name} of Object.keys(process.env)) Reflect.deleteProperty(process.env, ${name})
Object.assign(process.env, ${env})
})`,
    )
  }

  folder(): void {
    if (this.#has('process.chdir(')) return
    const cwd = this.#names.takeForFile('cwd')
    this.#lines.push(`const ${cwd} = process.cwd()`, `${this.#functions('afterEach')}(() => process.chdir(${cwd}))`)
  }

  /**
   * Jest waits for a connection to be idle for long enough, and complains.
   *
   * @param pool - the expression that gives it
   * @param isOfTest - whether each test has one of its own
   */
  pool(pool: string, isOfTest: boolean): void {
    const end = `${pool}.end()`
    const hook = isOfTest ? 'afterEach' : 'afterAll'
    if (this.#has(end, hook)) return
    const run = end.includes('await ') ? `async () => {\nawait ${end}\n}` : `() => ${end}`
    this.#lines.push(`${this.#functions(hook)}(${run})`)
  }

  #has(text: string, hook = 'afterEach'): boolean {
    return this.#source
      .getStatements()
      .some(
        (each) =>
          Node.isExpressionStatement(each) && each.getText().startsWith(`${hook}(`) && each.getText().includes(text),
      )
  }
}
