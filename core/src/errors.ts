/**
 * Every error that Retrace raises: its code and its text. `docs/errors.md` has a heading for each code. A code that is
 * no longer used stays in the table, marked as retired, and is never given to something else.
 */

const MARKER = Symbol.for('retrace.error')

/** Texts by code; `{name}` is replaced by the detail of that name. */
const TEXTS = {
  RECORDING_MISSING:
    'Failed to open the recording {what}: there is nothing at that path. Give the folder that `retrace record` named, or recordings/latest.',
  NOT_A_RECORDING:
    'Failed to open the recording {what}: it has no manifest.json, so it is not a recording. Give the folder that `retrace record` named, or recordings/latest.',
  RECORDING_UNREADABLE:
    'Failed to read the recording {what}: {why}. Record the run again, or restore the file from where it was kept.',
  RECORDING_DAMAGED:
    'Failed to read the recording {what} to its end: its tape is cut off or damaged after {events} events. Restore {tape} from where it was kept, or record the run again.',
  RECORDING_EMPTY:
    'Failed to look for what went wrong in {what}: the recording ends before the first line of the program, for {why}. Record the run again, and let the program come to what is wrong.',
  RECORDING_NEWER:
    'Failed to read the recording {what}: it has format version {version}, and this version of Retrace reads up to {known}. Update @retrace/core.',
  SOURCES_MISSING:
    'Failed to find the program of the recording {what}: neither where it was recorded, nor here, nor in the recording. Give the folder of the project with --root.',
  REPLAY_UNANSWERED:
    'Failed to replay {what}: the program has ended with {why}, and nothing in it has said how its replay went. It may have run as it is, without its recording. Try another Node with --node.',
  CODEGEN_MISSING:
    'Failed to load @retrace/codegen, which looks for failures and writes tests: it is not installed. Install it beside @retrace/core: npm install --save-dev @retrace/codegen.',
  NO_FAILURE: 'Found no failure in {what}: {why}. {next}',
  NOTHING_CHOSEN:
    "Failed to write a test: nothing failed in {what}{until}, so it is to be about what something gave: choose a function with --function NAME, or a request with --request 'GET /orders/7'.",
  NOT_CALLED:
    'Failed to write a test of {name}: no function of the project that is called so was called in {what}, and no such request was answered. `retrace inspect {what}` shows the requests.',
  NO_SUCH_FUNCTION:
    'Failed to write a test of {name}: no function of that name led to {what}. Those that did: {known}. Give one of these to --function, or leave it out.',
  NOT_SAME_AGAIN:
    'Failed to look for what went wrong in {what}: its replay under the debugger did not come to the end that was recorded ({why}).{changed} `retrace replay {what}` says where it differs.',
  DEBUGGER_UNREACHABLE:
    "Failed to look for what went wrong in {what}: its replay runs under Node's debugger, and that can't be reached at {where} ({why}). Bring the loopback interface up (`ip link set lo up` in a network namespace or a sandbox that has none), and run the command again.",
  DEBUGGER_CRASHED:
    "Failed to look for what went wrong in {what}: its replay runs under Node's debugger, and Node itself crashed under it ({why}). Nothing that the program did is to blame. Run the command with another Node, a newer one at best: --node /path/to/node.",
  FAILURE_ELSEWHERE:
    'Failed to find a place to test in {what}: no function of the project led to {why}. Choose another failure with --error or --at: `retrace failures {what} --caught` lists them.',
  NO_PLACE_TO_TEST: 'Failed to write a test of {what}: nothing that a test can call will do.{why}\n{next}',
  NO_TEST_FRAMEWORK:
    'Failed to write a test: neither {what} nor a folder above it uses vitest or Jest{instead}, and tests are written for these two. Install one of them (npm install --save-dev vitest @retrace/vitest), or say which is meant: --framework vitest, or --framework jest.',
  TWO_TEST_FRAMEWORKS:
    'Failed to write a test: {what} uses both vitest and Jest. Say which is meant: --framework vitest, or --framework jest.',
  RUNNER_PACKAGE_MISSING:
    'Failed to write a test for {runner}: {what} is not installed in {where}. Install it: npm install --save-dev {what}.',
  RUNNER_NOT_STARTED:
    'Failed to try the test {what}: {runner} does not start in {where}, for it does not run an empty test in its place either. It says:\n{said}\nMend that, until it runs a test there, and run the command again; nothing was written.',
  FAST_CHECK_MISSING:
    'Failed to write a test of a property: fast-check is not installed in {where}. Install it: npm install --save-dev fast-check.',
  PROPERTY_UNPROVED:
    'Failed to write the test "{name}": {why}. The test of the recorded case is written: "{kept}" in {what}. Name other parts of the answers with --vary, or another function with --function.',
  SHRINK_NO_TEST:
    'Failed to shrink {what}: which test it belongs to is not known, since {why}. Say it: --test FILE -t NAME, with the full name of the test.',
  SHRINK_NOT_FAILING:
    'Failed to shrink {what}: the test "{name}" of {where} does not fail from it: {why}. It is as it was. Shrink it before the code is mended, or say which test it belongs to: --test FILE -t NAME.',
  SHRINK_UNSTEADY:
    'Failed to shrink {what}: the test "{name}" does not fail from it in the same way each time: {why}. It is as it was. What changes from run to run has to be in the fixture, or out of the test.',
  TEST_EDITED:
    'Left the test "{name}" in {what} as it is: it has been edited since it was written. To have it written anew, remove it first.',
  TEST_UNREADABLE:
    'Failed to add a test to {what}: it has a syntax error in line {line}: {why} Mend it, and run the command again.',
  TEST_UNWRITABLE:
    'Failed to write {what}: {why}. Make its folder one that can be written to, and run the command again; all else is as it was.',
  TEST_LEFT_OUT:
    'Failed to try the test {what}: {runner} takes no file of that name for a test. Let it: {where} says which files it takes; nothing was written.',
  OUTPUT_EXISTS:
    'Failed to record into {what}: it exists and is not empty. Choose another folder with --out, or remove it.',
  OUTPUT_UNWRITABLE: 'Failed to record into {what}: {why}. Free space or choose another folder with --out.',
  REPORT_UNWRITABLE: 'Failed to write the report {what}: {why}. Make its folder writable, or name another file.',
  NO_PROJECT:
    'Failed to find the project: neither {what} nor a folder above it has a package.json. Change into the project.',
  COMMAND_MISSING: 'Failed to start {what}: {why}. Check {given}.',
  COMMAND_NOT_RECORDED:
    'Ran {what}, but no Node process started in it, so there is nothing to replay. Put `node` and the script after `--`.',
  RECORDING_STOPPED: 'Stopped recording: {why}. The program goes on; the tape is good up to here.',
  PATCH_TWICE: 'Failed to patch {what}: {owner} has patched it already. Only one recording can run in a realm.',
  UNSUPPORTED_NODE: 'Failed to start: {what} is missing in Node {version}. Retrace needs Node 20.19 or later.',
  EXCHANGE_MISSING:
    'Failed to answer {what}: {where} has no such exchange. {nearest} If the request is meant, record the test again (mode `all`), or have the real server asked (mode `new`).',
  OUTSIDE_RECORDING:
    'Failed to answer {what}: nothing is behind this connection, since the server can not be reached, or a replayed test has opened it and the server can not take it up, and fixtures stand in for it only inside of a recording. Ask inside of retrace.record(), or start the server and open a connection that no replayed test has used.',
  SERVER_NEEDED:
    'Failed to answer {what}: {where} has no such exchange, and the server can not be asked for it as the mode `new` would: it can not be reached, or has not been told how this connection began. {nearest} Start the server, or record the test again (mode `all`).',
  EXCHANGE_USED_UP:
    'Failed to answer {what}: {where} has it {times}, and it has been asked for as often already.{nearest} If it is meant once more, record the test again (mode `all`), or have the real server asked (mode `new`).',
  EXCHANGE_UNFINISHED:
    'Failed to answer {what}: {where} has it without an answer, since the test had ended before one came. Record the test again (mode `all`), and wait for the answer in it.',
  REQUESTS_UNFINISHED:
    'The recording of "{name}" has ended while requests were under way: {what}. The fixture {where} has only such answers to them as come while the tests of this file go on. Wait for them in the test, or keep them out of it: retrace.live().',
  EXCHANGE_CHANGED: '{what}\nIf the change is meant, record the test again (mode `all`).',
  HTTP2_UNSEEN:
    'Failed to ask {what} by HTTP/2 in "{name}": Node reads and writes it natively, so that it can be neither recorded nor replayed. Ask by HTTP/1.1, record the client by its calls (retrace.external()), or keep it out (retrace.live(), or the option `allow`).',
  CONNECTION_REPLAYED:
    'Failed to go on with a connection to {what}: tests that are replayed have used it, and {why}. Start the server; or open the connection in the test that needs it, or record all of them (mode `all`).',
  FIXTURE_MISSING:
    'Failed to replay "{name}": there is no fixture {what}, and the mode `none` records nothing. Run the test once with the mode `once`, and commit the file.',
  FIXTURE_UNREADABLE:
    'Failed to read the fixture {what}: {why}. Restore the file from version control, or remove it and record the test again.',
  FIXTURE_BODY_UNREADABLE:
    'Failed to read {what}, which the fixture {fixture} refers to: {why}. Restore the file from version control, or remove the fixture and record the test again.',
  FIXTURE_NEWER:
    'Failed to read the fixture {what}: it has format version {version}, and this version of Retrace reads up to {known}. Update @retrace/core.',
  FIXTURE_OF_ANOTHER:
    'Failed to read the fixture {what}: it belongs to "{other}", not to "{name}". Two tests whose names lead to one file need a `name` each.',
  ANSWER_UNKNOWN:
    'Failed to answer otherwise than recorded: {what} has nothing at {place}. Give an operation and a place in what came back for it: recording.exchanges lists operations, and the fixture has the answers.',
  ANSWER_WRONG:
    'Failed to answer {operation} otherwise than recorded in {what}: {why}. Give what such a server could have answered.',
  ANSWERS_WITHOUT_FUNCTION:
    'Failed to replay "{name}" with other answers: whether they lead to something that was not recorded is only known at the end. Hand the function to retrace.record(): retrace.record({ name, answers }, async () => { … }).',
  FIXTURE_EXPIRED:
    'The fixture {what} of "{name}" was recorded {age} ago, and expires after {after}. Record the test again (mode `all`), or let it grow older (`expiresIn`).',
  FIXTURE_UNWRITABLE:
    'Failed to write the fixture {what}: {why}. Make room for it, or make its folder one that can be written to, and run the test again.',
  NO_CAPTURE:
    'Failed to replay a test from {what}: it is the fixture of a recording that "{name}" begins itself, and replays in its own place. Give `--retrace-replay` without a path.',
  FIXTURE_FORBIDDEN:
    'Refused to write the fixture {what}: at {place} it has what the rule {rule} forbids. Add to `redact` what hides it, or keep it from being answered; a fixture that was there before is as it was.',
  TEST_FORBIDDEN:
    'Refused to write the test: at {place} of what it is written of there is what the rule {rule} forbids. Add `--redact` with a rule that hides it.',
  NAME_TAKEN:
    'Failed to record "{name}": {why}, in {what}. Give one of the two another name: retrace.record({ name }).',
  NAME_NEEDED:
    'Failed to record: no test runner says which test this is. Give the recording a name: retrace.record({ name }).',
  NO_TEST_FILE:
    'Failed to configure: nothing says which test file this is. Call retrace.configure() in the test file itself, or give the options to retrace.record().',
  SCOPE_NESTED:
    'Failed to record "{name}" inside of "{outer}": recordings do not nest. End the outer one first, or leave the inner one out.',
  OPTION_UNKNOWN: 'Failed to record: there is no option `{what}`. Options are {known}.',
  OPTION_NOT_SENT:
    'Failed to configure: there is a function in the option `{what}`, which can not be sent to the processes that run tests. Give it in a test file or in one of `setupFiles`: retrace.configure({ {what}: [...] }).',
  OPTION_WRONG: 'Failed to record: the option `{what}` is {given}. It can be {known}.',
  EXTERNAL_VALUE:
    'Failed to record {what}: what it gave has at {where} a value that can not be given back as it was: {type}. Have it give plain data, or wrap the object that gives this one: retrace.external().',
  EXTERNAL_CALLBACK:
    'Failed to call {what}: {where} is a function, and what it would be called with is not recorded. Use the form that gives a promise.',
  SERVE_WRONG:
    'Failed to serve: {what} was given, and not a function. Give what starts the server: retrace.serve(() => import("./server.js")).',
  RUN_WRONG:
    'Failed to run a program: {what} was given, and not a function. Give what starts it: retrace.run(() => import("./main.js")).',
  TEST_DIVERGED:
    '{what}\nIf that is meant, accept it (npx retrace accept "{fixture}" --all), or record the test again (mode `all`).',
  SCOPE_DIVERGED: 'In the replay of "{name}", {count} requests were not as they were recorded.\n\n{what}',
  ACCEPTED_UNREADABLE:
    'Failed to read what was accepted in {what}: {why}. Mend the file, or remove it and accept again: retrace accept.',
  ACCEPTED_UNWRITABLE: 'Failed to write what is accepted to {what}: {why}. Make its folder writable.',
  ACCEPT_UNKNOWN: 'Found no divergence {what} to accept. These are there: {candidates}.',
  CHANGES_UNKNOWN:
    'Failed to find what has changed since {what}: git says: {why}. Name a commit that is there (a checkout on a build machine may have to fetch more: fetch-depth: 0), or leave --changed out.',
  CONFIG_UNREADABLE: 'Failed to read the configuration {what}: {why}. Mend it as docs/ci.md describes it.',
  VERIFY_NOTHING:
    'Found nothing to verify: {what}. Give the folders of recordings, fixtures of tests, or a folder that holds some: retrace verify recordings/*.',
  VERIFY_UNASKED:
    'Failed to verify {what}: {why}. Where no test needs it any more, remove it: npx retrace prune; else run its test by itself.',
  VERIFY_TESTS_FAILED:
    'Failed to verify the fixtures of {what}: {runner} has run no test of it.{output} Run it by itself: npx retrace {runner} --retrace-replay {what}.',
  VERIFY_NO_RUNNER:
    'Failed to verify the fixtures of {what}: neither it nor a package.json above it names vitest or Jest. Install @retrace/vitest or @retrace/jest-environment in the project.',
  ACCEPT_UNRECORDED:
    'Failed to accept {what}: what would be answered is not known. Record the test again, with the servers that it asks: RETRACE_MODE=all npx {runner} {test}.',
  VERIFY_NOTHING_RECORDED:
    'Failed to verify {what}: there is nothing in the recording that a run could be compared with. Record the program again.',
  VERIFY_NOT_LISTENING:
    'Failed to verify {what}: it is of a server, and the program ended without listening.{output} Start it by hand, or give the command that does: retrace verify {what} -- node server.js.',
  VERIFY_NEVER_ANSWERED:
    'Failed to verify {what}: {request} was answered with {status}, and is not answered now, though the program has not failed and nothing else is to come.{output} Ask it by hand: where the code has lost its answer, mend that; where it waits for what no recording has (a worker thread, a child process, a server of its own), record it again once it waits for something else.',
  VERIFY_OTHER_PROGRAM:
    'Failed to verify {what}: it is of {script}, which is not here, neither around the recording nor where it was recorded. Build the program first, or run this in its checkout; else give its folder with --root, or the command that starts it: retrace verify {what} -- node server.js.',
  VERIFY_TIMEOUT:
    'Failed to verify {what}: the program came to no end within {seconds} s.{output} Give it longer with --timeout, or look at what it waits for.',
  VERIFY_UNSENT:
    'Failed to verify {what}: the program was spoken to over {how}, which is not sent again. Replay it as it was recorded, against the same code: retrace replay {what}; or record what it is asked over HTTP/1.1.',
  VERIFY_UNANSWERED:
    'Failed to verify {what}: the program ended by {how}, and nothing in it has said what it did.{output} Check that the command after `--` starts Node, and that it does not clear NODE_OPTIONS.',
  USAGE_UNKNOWN:
    'Failed to tell which fixtures {what} asks for: its last run was not of all its tests, or not all passed, or it has been changed since. Nothing of it was removed. Run it whole: npx retrace vitest run, or npx retrace jest.',
  USAGE: '{why}',
} as const

export type ErrorCode = keyof typeof TEXTS

/** Of what is only for machines the text says nothing. */
function textOf(detail: unknown): string {
  return typeof detail === 'string' ? detail : ''
}

/** An error of Retrace's own, with a stable `code` (see `docs/errors.md`). */
export class RetraceError extends Error {
  readonly code: ErrorCode
  /** What it is about, for machines. */
  declare readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(
      TEXTS[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => textOf(details[name])),
      cause === undefined ? undefined : { cause },
    )
    this.name = 'RetraceError'
    Object.defineProperties(this, { [MARKER]: { value: true }, details: { value: details } })
    this.code = code
  }

  /** As test runners hand errors on, which else tell of its details, and of its prototype in vm contexts. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, code, message, stack, cause } = this
    return { name, code, message, stack, ...(cause === undefined ? {} : { cause }) }
  }

  /** Holds across realms and copies of this package, where `instanceof` does not. */
  static is(value: unknown): value is RetraceError {
    return typeof value === 'object' && value !== null && MARKER in value
  }
}

/** All codes, for the test that holds them against `docs/errors.md`. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(TEXTS) as ErrorCode[]
