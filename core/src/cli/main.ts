#!/usr/bin/env node
/** The `retrace` command. Each subcommand's code is loaded only when it is asked for. */
import { Command, CommanderError } from 'commander'
import { RetraceError } from '../errors.ts'
import { version } from '../version.ts'
import { EXIT_USAGE, exitCodeOf } from './exit-codes.ts'
import { plainInspectFlags } from './inspect-flags.ts'
import { say } from './say.ts'

const program = new Command('retrace')
  .description('Records a run of a Node.js program, and runs it again, exactly.')
  .version(version)
  .enablePositionalOptions()
  .showHelpAfterError('(add --help for help)')
  .exitOverride()

program
  .command('record')
  .description('Run a command and record the Node program in it')
  .argument('<command...>', 'the command, after `--`')
  .option('--out <dir>', 'folder of the recording (default: recordings/rec-YYYYMMDD-HHMMSS-PID)')
  .passThroughOptions()
  .addHelpText(
    'after',
    `
Exits as the command does.

Examples:
  retrace record -- node app.js
  retrace record --out crash -- node --enable-source-maps dist/server.js --port 8080
  retrace record -- npm start`,
  )
  .action(async (command: string[], options: { out?: string }) => {
    const { record } = await import('./record.ts')
    await record(command, options)
  })

program
  .command('replay')
  .description('Run a recorded program again: same values, same output, same exit, nothing outside touched')
  .argument('<recording>', 'folder of the recording')
  .option('--verbose', 'print each event on stderr')
  .option('--lenient', 'let extra or missing reads of clock and randomness pass')
  .option('--verify <n>', 'replay n times and compare output and order of events')
  .option('--sources <which>', 'run the sources as they are now (live) or as they were recorded (recorded)', 'live')
  .option('--inspect [port]', 'listen for a debugger')
  .option('--inspect-brk [port]', 'listen for a debugger, and stop before the first line')
  .option('--node <path>', 'the Node to replay with (default: the recorded one)')
  .option('--root <dir>', 'the project folder, where it has moved')
  .addHelpText(
    'after',
    `
Exits as the recorded program did; 70 where the replay diverges, 66 where the recording can't be read.

Examples:
  retrace replay recordings/latest
  retrace replay recordings/latest --verify 5
  retrace replay recordings/latest --inspect-brk=9229
  retrace replay recordings/latest --sources recorded`,
  )
  .action(async (recording: string, options: object) => {
    const { replay } = await import('./replay.ts')
    await replay(recording, options)
  })

program
  .command('verify')
  .description('Run the code under review against recordings, and report what it does otherwise')
  .argument('<recordings...>', 'folders of recordings, fixtures of tests, folders that hold some, or globs')
  .option('--reporter <name[=file]>', 'terminal, github, html, json, junit, markdown or sarif; more than one', also)
  .option('--jobs <n>', 'how many programs run at once (default: as many as there are processors)')
  .option('--bail', 'stop after the first recording that diverges or fails')
  .option('--timeout <seconds>', 'how long each may take', '60')
  .option('--shard <i/n>', 'only every n-th recording, from the i-th on')
  .option('--changed <commit>', 'only recordings of code that has changed since that commit')
  .option('--config <file>', 'what counts (default: retrace.config.json, if there is one)')
  .option('--node <path>', 'the Node to run with (default: the one that runs this)')
  .option('--root <dir>', 'the project folder (default: the one that the recording lies in)')
  .addHelpText(
    'after',
    `
What follows \`--\` is started in the place of the recorded command.

Exits with 0 where all is the same, 1 where something diverges, 2 where that could not be found out.

Examples:
  retrace verify recordings/latest
  retrace verify recordings -- node dist/server.js
  retrace verify recordings --shard 2/5 --reporter json > report.json
  retrace verify 'services/*/recordings' --changed origin/main
  retrace verify src/__recordings__
  retrace verify recordings --reporter github --reporter junit=reports/retrace.xml
  retrace verify recordings --reporter html=retrace.html`,
  )
  .action(async (given: string[], options: object) => {
    const { verify } = await import('./verify.ts')
    await verify(...verifyArguments(given, process.argv), options)
  })

program
  .command('accept')
  .description('Take what the code does otherwise than recorded for what it is meant to do')
  .argument('<recordings...>', 'folders of recordings, folders that hold some, or globs')
  .option('--id <id>', 'one divergence, by what `retrace verify` shows behind it; more than one', also)
  .option('--kind <kind>', 'all of a kind, such as changed-query; more than one', also)
  .option('--all', 'all of them')
  .option('--dry-run', 'only show what would be written')
  .option('--ignore', 'print rules for the configuration by which it does not count from now on, and write nothing')
  .option('--config <file>', 'what counts (default: retrace.config.json, if there is one)')
  .option('--jobs <n>', 'how many programs run at once (default: as many as there are processors)')
  .option('--timeout <seconds>', 'how long each may take', '60')
  .option('--node <path>', 'the Node to run with (default: the one that runs this)')
  .option('--root <dir>', 'the project folder (default: the one that the recording lies in)')
  .addHelpText(
    'after',
    `
Verifies first, as \`retrace verify\` does, and writes into \`accepted.json\` of each recording, or into the fixture of a test, what is
chosen.

Exits with 0 where it is accepted, 2 where it could not be.

Examples:
  retrace accept recordings --id 3fa21b0
  retrace accept recordings --kind changed-query --kind fixed
  retrace accept recordings --all --dry-run
  retrace accept recordings --id 3fa21b0 --ignore`,
  )
  .action(async (given: string[], options: object) => {
    const { accept } = await import('./accept.ts')
    await accept(...verifyArguments(given, process.argv), options)
  })

program
  .command('inspect')
  .description('List the exchanges of a recording, or its events')
  .argument('<recording>', 'folder of the recording')
  .option('--json', 'one JSON object a line')
  .option('--raw', 'events, and not exchanges; so with --kind, --from and --to')
  .option('--stats', 'what the recording is, and its events by operation')
  .option('--kind <k>', 'only an operation (stream.write), a boundary (stream) or a kind (delivery)')
  .option('--from <n>', 'the first event to show, by number')
  .option('--to <n>', 'the last event to show, by number')
  .addHelpText(
    'after',
    `
Examples:
  retrace inspect recordings/latest
  retrace inspect recordings/latest --stats
  retrace inspect recordings/latest --kind stream --from 100 --to 200
  retrace inspect recordings/latest --json | jq 'select(.request.method == "POST")'
  retrace inspect recordings/latest --raw --json | jq 'select(.op == "env.get")'`,
  )
  .action(async (recording: string, options: object) => {
    const { inspect } = await import('./inspect.ts')
    await inspect(recording, options)
  })

program
  .command('failures')
  .description('List what went wrong in a recorded run, with its place in the source')
  .argument('<recording>', 'folder of the recording')
  .option('--json', 'one JSON object a line')
  .option('--caught', 'also errors that the program caught')
  .option('--node <path>', 'the Node to replay with (default: the recorded one)')
  .option('--root <dir>', 'the project folder, where it has moved')
  .addHelpText(
    'after',
    `
It replays the recording under the debugger, and needs @retrace/codegen.

Examples:
  retrace failures recordings/latest
  retrace failures recordings/latest --json | jq .at`,
  )
  .action(async (recording: string, options: object) => {
    const { failures } = await import('./failures.ts')
    await failures(recording, options)
  })

/** Recordings, and the command after `--`, which commander hands over as if it were one of them. */
function verifyArguments(given: readonly string[], argv: readonly string[]): [string[], string[]] {
  const dashes = argv.indexOf('--')
  const command = dashes < 0 ? [] : argv.slice(dashes + 1)
  return [given.slice(0, given.length - command.length), command]
}

function also(given: string, before: readonly string[] = []): readonly string[] {
  return [...before, given]
}

program
  .command('generate')
  .description('Write a test out of a recording that fails as the recorded run did')
  .argument('<recording>', 'folder of the recording')
  .option('--function <name>', 'the function that the test calls')
  .option('--list', 'list the functions that led to the failure, and write nothing')
  .option('--error <what>', 'the failure with this error: its class, or a regular expression as /…/')
  .option('--at <file:line>', 'the failure at this line')
  .option('--request <what>', "the failure of a request: 'GET /orders/7'")
  .option('--event <n>', 'the failure before the event of this number')
  .option('--assert <how>', 'no-crash: it settles (default); error: it fails as it did; result: it gives what it gave')
  .option('--framework <name>', 'vitest or jest (default: what the project has)')
  .option('--property', 'also a test, by fast-check, of what else the function might be answered')
  .option('--vary <place>', "what of answers --property varies: '$.items[0].name'; as often as needed", also)
  .option('--with <recording>', 'another recording, by which it shows what varies; as often as needed', also)
  .option('--redact <rule>', "what else is secret: a name, a place, a pattern as '/…/'; as often as needed", also)
  .option('--keep <rule>', 'what is no secret; as often as needed', also)
  .option('--forbid <pattern>', "what must not be written, as '/…/'; as often as needed", also)
  .option('--json', 'one JSON object')
  .option('--node <path>', 'the Node to replay with (default: the recorded one)')
  .option('--root <dir>', 'the project folder, where it has moved')
  .addHelpText(
    'after',
    `
The test stands beside the project's own, with a fixture. It has been run: it fails as the recorded run did. Where nothing failed,
it is of what the chosen function or request gave, and passes.

Examples:
  retrace generate recordings/latest
  retrace generate recordings/latest --list
  retrace generate recordings/latest --error TypeError --function OrderService.total
  retrace generate recordings/latest --property --vary '$.choices[0].message.content'
  retrace generate recordings/latest --assert result --request 'GET /orders/7'`,
  )
  .action(async (recording: string, options: object) => {
    const { generate } = await import('./generate.ts')
    await generate(recording, options)
  })

program
  .command('shrink')
  .description('Reduce the fixture of a failing test, which fails from it in the same way')
  .argument('<fixture>', 'file of the fixture; or a recording, of which the test is generated before')
  .option('--test <file>', "the test file (default: the fixture's)")
  .option('-t, --testNamePattern <name>', "the full name of the test (default: the fixture's)")
  .option('--out <file>', 'where to write it (default: in the place of the fixture)')
  .option(
    '--least',
    'leave out also what only mended code reads (default: with --out, and of a failed run that was kept)',
  )
  .option('--budget <time>', 'stop after this time, with the least so far: 90s, 5m, 1h')
  .option('--max-tries <n>', 'stop after so many runs of the test')
  .option('--json', 'one JSON object')
  .addHelpText(
    'after',
    `
It needs @retrace/codegen. Ctrl-C keeps the least so far.

Examples:
  retrace shrink '__recordings__/orders.test.ts/total does not throw TypeError.json'
  retrace shrink '__recordings__/orders.test.ts/total does not throw TypeError.json' --out least.json
  retrace shrink recordings/tests/orders.test.ts/total.json --budget 5m
  retrace shrink recordings/latest`,
  )
  .action(async (fixture: string, options: object) => {
    const { shrink } = await import('./shrink.ts')
    await shrink(fixture, options)
  })

program
  .command('prune')
  .description('Remove the fixtures below this folder that no test asks for any more')
  .option('--dry-run', 'only list them')
  .addHelpText(
    'after',
    `
It goes by the last run of each test file, which has to be of all its tests.

Examples:
  npx vitest run && retrace prune --dry-run
  retrace prune`,
  )
  .action(async (options: object) => {
    const { prune } = await import('./prune.ts')
    prune(process.cwd(), options)
  })

program
  .command('enable')
  .description("Put the preload into this project's .npmrc, so that RETRACE=1 records what npm starts")
  .addHelpText(
    'after',
    `
With nothing set in the environment the preload costs nothing. With npm's own settings in the way (pnpm, Yarn, plain
node) set NODE_OPTIONS='--require @retrace/core/register' instead.

Examples:
  retrace enable && RETRACE=1 npm start
  RETRACE=1 RETRACE_RECORDING_PATH=crash npx vitest run`,
  )
  .action(async () => {
    const { enable } = await import('./enable.ts')
    enable()
  })

program
  .command('disable')
  .description("Take the preload out of this project's .npmrc")
  .addHelpText(
    'after',
    `
Examples:
  retrace disable`,
  )
  .action(async () => {
    const { disable } = await import('./enable.ts')
    disable()
  })

for (const runner of ['vitest', 'jest'] as const)
  program
    .command(runner)
    .description(
      `Run ${runner} with the flags of Retrace: --retrace-replay[=PATH], --retrace-record, --retrace-mode=MODE`,
    )
    .argument('[args...]', `arguments of ${runner}`)
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(async (args: string[]) => {
      const { runTests } = await import('./run-tests.ts')
      await runTests(runner, args)
    })

// Who reads has enough, as `head` has; a command that pipes into it sees to that itself.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (process.stdout.listenerCount('error') > 1) return
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync(plainInspectFlags(process.argv))
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE
  else if (RetraceError.is(error)) {
    say(error.message)
    process.exitCode = exitCodeOf(error.code)
  } else throw error
}
