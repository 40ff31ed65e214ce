import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { recordAndReplay } from '../support/replay.ts'

const TSC = path.join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')

/** Records a program, changes it, and gives what the replay of the changed program reports. */
function reportOf(source: string, change: (source: string) => string): string {
  const { recorded, replayed } = recordAndReplay({
    source,
    between: (folder) => writeFileSync(path.join(folder, 'program.cjs'), change(source)),
  })
  expect(recorded.status).not.toBe(70)
  expect(replayed.status).toBe(70)
  return normal(replayed.stderr)
}

/** A report without what differs from run to run and from one version of Node to another. */
function normal(report: string): string {
  return report
    .replaceAll(/([#@])\d+/g, '$1N')
    .replaceAll(/\+\d+\.\d{3}s/g, '+T')
    .replaceAll(/--from \d+ --to \d+/g, '--from N --to N')
    .replaceAll(/\d{13}/g, 'TIME')
}

test('other output: the line, the difference, who called, what came before, what to do', () => {
  const source = `
const started = Date.now()

function greet(name) {
  process.stdout.write('hello\\n')
  process.stdout.write(\`dear \${name}\\nsince \${started}\\n\`)
}

greet('Anna')
`
  expect(reportOf(source, (text) => text.replace('Anna', 'Bob'))).toMatchInlineSnapshot(`
    "retrace: DIVERGED_OUTPUT
      The program sent or printed something else than it did in the recording.

      program.cjs:6:18
          4 | function greet(name) {
          5 |   process.stdout.write('hello\\n')
        > 6 |   process.stdout.write(\`dear \${name}\\nsince \${started}\\n\`)
            |                  ^
          7 | }

      The recording has next: output stream.write @N (event #N, +T)
      The program did:        output stream.write @N

        - recorded  + program
          stream.write @N
            bytes:
        -     "dear Anna\\n"
        +     "dear Bob\\n"
              "since TIME\\n"

      Called from:
        greet (program.cjs:6:18)
        (top level) (program.cjs:9:1)

      The events before:
        #N +T clock.now milliseconds=TIME
        #N +T stream.write @N bytes="hello\\n" status=0 async=0

      If the code has changed since the recording, this is where its behaviour changed.
      For a line that was only added while debugging: replay with --lenient.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_OUTPUT means: docs/errors.md#diverged_output
    "
  `)
})

test('another operation, far from the top level', () => {
  const source = `
async function load() {
  await null
  return work()
}
function work() {
  return Date.now()
}
load()
`
  expect(reportOf(source, (text) => text.replace('Date.now()', 'performance.now()'))).toMatchInlineSnapshot(`
    "retrace: DIVERGED_OTHER
      The program did something else than it did in the recording.

      program.cjs:7:22
          5 | }
          6 | function work() {
        > 7 |   return performance.now()
            |                      ^
          8 | }
          9 | load()

      The recording has next: value clock.now (event #N, +T)
      The program did:        value clock.performance

        - recorded  + program
        - clock.now
        + clock.performance

      Called from:
        work (program.cjs:7:22)
        load (program.cjs:4:10)

      If the code has changed since the recording, this is where its behaviour changed.
      For a line that was only added while debugging: replay with --lenient.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_OTHER means: docs/errors.md#diverged_other
    "
  `)
})

test('other arguments', () => {
  const source = `require('node:os').userInfo({ encoding: 'utf8' })\n`
  expect(reportOf(source, (text) => text.replace("'utf8'", "'latin1'"))).toMatchInlineSnapshot(`
    "retrace: DIVERGED_ARGUMENTS
      The program asked for the same as in the recording, with other arguments.

      program.cjs:1:20
        > 1 | require('node:os').userInfo({ encoding: 'latin1' })
            |                    ^

      The recording has next: value os.fact (event #N, +T)
      The program did:        value os.fact

        - recorded  + program
          os.fact
            of: "userInfo"
        -   arguments: [ { encoding: 'utf8' } ]
        +   arguments: [ { encoding: 'latin1' } ]

      If the code has changed since the recording, this is where its behaviour changed.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_ARGUMENTS means: docs/errors.md#diverged_arguments
    "
  `)
})

test('nothing that leads on', () => {
  const source = `
setTimeout(() => {
  process.stdout.write('late')
}, 5)
`
  expect(reportOf(source, () => '')).toMatchInlineSnapshot(`
    "retrace: DIVERGED_IDLE
      The recording goes on, but the program is idle: it waits for nothing that leads there.

      The recording has next: delivery timer.timeout @N (event #N, +T)
      The program did:        nothing

        - recorded  + program
        - timer.timeout @N

      Something in the program no longer starts what the recording waits for, or waits for something real.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_IDLE means: docs/errors.md#diverged_idle
    "
  `)
})

test('a program that goes on', () => {
  const source = `
process.stdout.write('a')
if (true) process.exit()
process.stdout.write('b')
`
  expect(reportOf(source, (text) => text.replace('true', 'false'))).toMatchInlineSnapshot(`
    "retrace: DIVERGED_EXTRA
      The recording has ended, but the program goes on.

      program.cjs:4:16
          2 | process.stdout.write('a')
          3 | if (false) process.exit()
        > 4 | process.stdout.write('b')
            |                ^

      The recording has next: output process.exit (event #N, +T)
      The program did:        output stream.write @N

        - recorded  + program
        - process.exit
        -   code: 0
        + stream.write @N
        +   bytes: "b"

      The events before:
        #N +T stream.write @N bytes="a" status=0 async=0

      If the code has changed since the recording, this is where its behaviour changed: it ends differently.
      For a line that was only added while debugging: replay with --lenient.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_EXTRA means: docs/errors.md#diverged_extra
    "
  `)
})

test('a program that ends early', () => {
  const source = `
if (false) process.exit()
process.stdout.write('a')
`
  expect(reportOf(source, (text) => text.replace('false', 'true'))).toMatchInlineSnapshot(`
    "retrace: DIVERGED_LEFTOVER
      The program has ended, but the recording goes on.

      program.cjs:2:19
          1 |
        > 2 | if (true) process.exit()
            |                   ^
          3 | process.stdout.write('a')

      The recording has next: output stream.write @N (event #N, +T)
      The program did:        output process.exit

        - recorded  + program
        - stream.write @N
        -   bytes: "a"
        + process.exit
        +   code: 0

      If the code has changed since the recording, this is where its behaviour changed: it ends differently.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_LEFTOVER means: docs/errors.md#diverged_leftover
    "
  `)
})

test('another exit code', () => {
  const source = `process.exitCode = 3\n`
  expect(reportOf(source, (text) => text.replace('3', '4'))).toMatchInlineSnapshot(`
    "retrace: DIVERGED_EXIT
      The program ended with another exit code than it did in the recording.

      The recording has next: output process.exit (event #N, +T)
      The program did:        output process.exit

        - recorded  + program
          process.exit
        -   code: 3
        +   code: 4

      The events before:
        #N +T process.beforeExit
        #N +T process.end

      If the code has changed since the recording, this is where its behaviour changed: it ends differently.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_EXIT means: docs/errors.md#diverged_exit
    "
  `)
})

test('a package between the program and what it did is counted, not shown', () => {
  const source = `
require('./node_modules/@scope/pkg/index.js')(function inside() {
  return Date.now()
})
`
  const { replayed } = recordAndReplay({
    source,
    between: (folder) => writeFileSync(path.join(folder, 'program.cjs'), source.replace('Date.now', 'performance.now')),
    prepare: (folder) => {
      mkdirSync(path.join(folder, 'node_modules/@scope/pkg'), { recursive: true })
      writeFileSync(
        path.join(folder, 'node_modules/@scope/pkg/index.js'),
        'module.exports = (run) => [1].map(() => again(run))[0]\nconst again = (run) => run()\n',
      )
    },
  })
  expect(normal(replayed.stderr)).toMatchInlineSnapshot(`
    "retrace: DIVERGED_OTHER
      The program did something else than it did in the recording.

      program.cjs:3:22
          1 |
          2 | require('./node_modules/@scope/pkg/index.js')(function inside() {
        > 3 |   return performance.now()
            |                      ^
          4 | })

      The recording has next: value clock.now (event #N, +T)
      The program did:        value clock.performance

        - recorded  + program
        - clock.now
        + clock.performance

      Called from:
        inside (program.cjs:3:22)
        3 frames in the package @scope/pkg
        (top level) (program.cjs:2:46)

      If the code has changed since the recording, this is where its behaviour changed.
      For a line that was only added while debugging: replay with --lenient.
      What was recorded there: retrace inspect recording --from N --to N
      What DIVERGED_OTHER means: docs/errors.md#diverged_other
    "
  `)
})

test.each([
  ['beside the file', '--sourceMap'],
  ['inline', '--inlineSourceMap'],
])('the line of TypeScript, by a source map %s', (_, flag) => {
  const typescript = `interface Order {
  readonly id: number
}

function stamp(order: Order): string {
  return \`\${order.id} \${MARK}\`
}

console.log(stamp({ id: 1 }))
`
  const compile = (folder: string, source: string): void => {
    writeFileSync(path.join(folder, 'program.ts'), source)
    const { stdout, status } = spawnSync(
      process.execPath,
      [TSC, flag, '--ignoreConfig', '--noCheck', '--removeComments', 'program.ts'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    expect([stdout, status]).toEqual(['', 0])
  }
  const { replayed } = recordAndReplay({
    source: '',
    name: 'program.js',
    prepare: (folder) => compile(folder, typescript.replace('MARK', 'Date.now()')),
    between: (folder) => compile(folder, typescript.replace('MARK', 'performance.now()')),
  })
  const [, , , place, , , marked] = replayed.stderr.split('\n')
  expect(place).toBe('  program.ts:6:37')
  expect(marked).toBe('    > 6 |   return `${order.id} ${performance.now()}`')
})

test('a program that catches everything and changes stack traces stops all the same, at its line', () => {
  const source = `
Error.stackTraceLimit = 0
Object.defineProperty(Error, 'prepareStackTrace', { value: () => { throw new Error('mine') }, configurable: true })
process.on('uncaughtException', () => {})
process.on('exit', () => { process.exitCode = 0 })
for (;;) {
  try {
    Date.now()
    break
  } catch {} finally {
    process.exitCode = 0
  }
}
`
  const report = reportOf(source, (text) => text.replace('Date.now()', 'performance.now()'))
  expect(report.split('\n')[3]).toBe('  program.cjs:8:17')
})
