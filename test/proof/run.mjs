// npm run proof -- NAME [options]: proves that recordings replay. Exits with 1 where one doesn't.
//
//   programs [--recordings 20] [--replays 5] [--requests 1000] [--only NAME]
//       Each of fixtures/programs is recorded; then what it talked to is stopped, what it read is deleted, the network
//       is cut, and the recordings are replayed: same output, same exit code, nothing changed on disk.
//   kills [--recordings 200] [--jobs 2]
//       The orders API is recorded under load and ended by `kill -9` at a random moment: each recording opens, replays to
//       its last event, and lacks nothing that the driver had a second before.
//   sleep [--seconds 3600] [--replays 5] [--wait]
//       A program that sleeps an hour is replayed, in less than a second at best. The hour is on the tape only, unless
//       --wait is given: then it is recorded as it passes.
//   races [--replays 20] [--only vitest|jest]
//       Tests that fail by a race are captured under Vitest and under Jest; then what they talked to is stopped, the network
//       is cut, and each capture is replayed: the same failure each time.
//   drivers [--replays 10] [--only NAME]
//       Programs over clients of PostgreSQL, MySQL, Redis and HTTP, and over ORMs, are recorded into fixtures; then the
//       services are stopped, the network is cut, and each is replayed: same values, same types, nothing left over.
//       Drivers come from npm, each in a pinned version. The last program waits half a minute between tries.
//   concurrent [--recordings 20] [--replays 100]
//       50 tests run at the same time over one pool and one agent: each fixture has what its own test asked for, and no more;
//       then the services are stopped, the network is cut, and the last recording is replayed: each test sees its values.
//   frameworks [--only 'vitest 4.1']
//       The tests of an Express application over pg, ioredis and openai are recorded in new projects, from packed packages,
//       under Vitest 4.1, Vitest 5 and Jest 30, in each language and module system; then the services are stopped, the network
//       is cut, and they are replayed on Node.js 20, 24 and 26, and by --retrace-replay. Packages and Node.js come from npm.
//   crashes [--only NAMES] [--jobs 2] [--no-generate] [--again 0] [--write]
//       Each of fixtures/crashes is recorded as it crashes; then what it talked to is stopped, the recording is replayed, and
//       a test generated of it, which is run without a network: red as the program crashed, green with its fix.
//       --no-generate ends with the replay; --again runs all the tests together, from the folder above them, each time in
//       another order, time zone and language, so often green and
//       so often red; --write puts the table into docs/codegen.md.
//   public [--only NAME] [--write]
//       Each of fixtures/public crashes over a package of npm, in the version that has the bug. It is installed in a new
//       project, from packed packages, and proved as those of fixtures/crashes are: red, and green with the version that
//       has the fix.
//   orders-crash [--only jest] [--show]
//       A service with PostgreSQL and Redis is recorded as it crashes on a row, a cache entry and the time of day, in new
//       projects from packed packages, by each test runner, in TypeScript and in JavaScript; then both are stopped, the network
//       is cut, and a test of the function and one of the request are generated: red as the service crashed, not so where one
//       of the three is changed in the fixture, green with the fix, without a word from ESLint, Prettier and tsc --strict.
//       --show prints the tests.
//   pull-request [--runs 5]
//       The shop of demos/pull-request is recorded; then its database is let go, and its branch verified: the four changes that it
//       makes, each at its line, none else, the same each time; each of them accepted alone leaves the other three.
//   mutations [--count 200] [--jobs 2] [--only FILE:LINE] [--show]
//       The orders API is recorded as it is sent what reaches each of its branches; then it is changed in one place at a time, by the
//       mutators of Stryker first. What a mutant really does otherwise is told from outside, by running it on real services: who does
//       nothing otherwise does not count. Of the others, 95 of 100 must be reported, with the kind that fits the first request in
//       which they do. --show lists those that do not count.
//   refactorings [--only NAME]
//       Changes of the orders API that change nothing of what it sends and answers, patch versions of its libraries among them: none
//       is reported, of two recordings.
//   unchanged [--runs 50] [--nodes 20,22,24,26] [--requests 200]
//       Servers and scripts are recorded once; then verified as they are, so often on each Node, which is a version or a path:
//       nothing is reported.
//   many-requests [--requests 1000] [--each 100] [--counts 1,5,20]
//       So many requests are verified in less than 20 s. Of as many recordings of --each requests as each of --counts says, verified
//       one at a time, the memory that is used at most does not grow.

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { cases } from './cases.mjs'
import { canCutNetwork } from './command.mjs'
import { crashTable, publicTable, withTable } from './crash-table.mjs'
import { proveCrashes } from './crashes.mjs'
import { startDriverServices } from './driver-services.mjs'
import { driverList } from './driver-list.mjs'
import { makeDriversStage, prepareDrivers, recordDriver, replayDriver } from './drivers.mjs'
import { proveConcurrent } from './concurrent.mjs'
import { proveFrameworks } from './frameworks.mjs'
import { proveKills } from './kills.mjs'
import { proveManyRequests } from './many-requests.mjs'
import { proveMutations } from './mutations.mjs'
import { proveOrdersCrash } from './orders-crash.mjs'
import { proveProgram } from './programs.mjs'
import { provePublic } from './public.mjs'
import { provePullRequest } from './pull-request.mjs'
import { proveRaces } from './races.mjs'
import { proveRefactorings } from './refactorings.mjs'
import { proveSleep } from './sleep.mjs'
import { proveUnchanged } from './unchanged.mjs'
import { printColumns } from './columns.mjs'
import { spread } from '../bench/pairs.mjs'
import { nodeOf } from '../../scripts/nodes.mjs'

const proofs = {
  programs,
  kills,
  sleep,
  races,
  drivers,
  concurrent,
  frameworks,
  crashes,
  public: publicCrashes,
  'orders-crash': ordersCrash,
  'pull-request': pullRequest,
  mutations,
  refactorings,
  unchanged,
  'many-requests': manyRequests,
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    recordings: { type: 'string' },
    replays: { type: 'string' },
    runs: { type: 'string' },
    requests: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string' },
    count: { type: 'string' },
    counts: { type: 'string' },
    each: { type: 'string' },
    nodes: { type: 'string' },
    again: { type: 'string' },
    seconds: { type: 'string' },
    wait: { type: 'boolean', default: false },
    generate: { type: 'boolean', default: true },
    write: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
  },
})
const proof = proofs[positionals[0]]
if (!proof || positionals.length > 1) {
  console.error(`Usage: npm run proof -- ${Object.keys(proofs).join('|')} [options]; see test/proof/run.mjs`)
  process.exit(2)
}
if (!canCutNetwork) console.error('`unshare -n` is not permitted here: the replays have a network, but no services.')
if (!(await proof(options))) process.exitCode = 1

async function programs({ recordings = '20', replays = '5', requests = '1000', only = '' }) {
  const counts = { recordings: Number(recordings), replays: Number(replays), requests: Number(requests) }
  const rows = [['program', 'recordings', 'replays', 'same', 'differences', 'seconds']]
  const failures = []
  for (const program of cases.filter(({ name }) => name.includes(only))) {
    const begun = performance.now()
    process.stderr.write(`${program.name} `)
    const differences = await proveProgram(program, { ...counts, tick: (sign) => process.stderr.write(sign) })
    process.stderr.write('\n')
    const all = counts.recordings * counts.replays
    const seconds = Math.round((performance.now() - begun) / 1000)
    rows.push([program.name, counts.recordings, all, all - differences.length, differences.length, seconds])
    failures.push(...differences.map((difference) => `${program.name}: ${difference}`))
  }
  printColumns(rows)
  return report(failures)
}

async function kills({ recordings = '200', jobs = '2' }) {
  const begun = performance.now()
  const all = await proveKills({
    recordings: Number(recordings),
    jobs: Number(jobs),
    tick: ({ problems }) => process.stderr.write(problems.length > 0 ? 'F' : '.'),
  })
  process.stderr.write('\n')
  const seconds = Math.round((performance.now() - begun) / 1000)
  const sum = (figure) => all.reduce((total, kill) => total + figure(kill), 0)
  const lost = spread(all.map((kill) => kill.lost))
  const failed = all.filter(({ problems }) => problems.length > 0)
  printColumns([
    ['kills of orders-api under load', all.length],
    ['of these, with the recording command', sum(({ both }) => Number(both))],
    ['events', sum(({ events }) => events)],
    ['answers older than 1 s at the kill', sum(({ checked }) => checked)],
    ['their bytes', sum(({ bytes }) => bytes)],
    ['oldest answer lost before the kill, median, ms', Math.round(lost.median)],
    ['the same, worst, ms', Math.round(lost.high)],
    ['recordings with a problem', failed.length],
    ['seconds', seconds],
  ])
  return report(
    failed.flatMap(({ number, delay, problems }) =>
      problems.map((problem) => `kill ${number}, ${Math.round(delay)} ms into the load: ${problem}`),
    ),
  )
}

async function sleep({ seconds = '3600', replays = '5', wait }) {
  const { recorded, runs } = await proveSleep({ seconds: Number(seconds), replays: Number(replays), wait })
  const took = spread(runs.map((run) => run.seconds))
  const wrong = runs.filter(({ code, stdout, stderr }) => {
    const same = !wait || stdout === recorded.stdout
    const slept = Number(/ (\d+) seconds\n$/.exec(stdout)?.[1])
    return code !== 0 || stderr !== '' || !same || slept < Number(seconds)
  })
  printColumns([
    ['seconds slept', Number(seconds)],
    ['replays', runs.length],
    ['seconds of a replay, best', took.low.toFixed(2)],
    ['the same, median', took.median.toFixed(2)],
    ['replays with a difference', wrong.length],
  ])
  const slow = took.low < 1 ? [] : [`the fastest replay took ${took.low.toFixed(2)} s`]
  return report([...slow, ...wrong.map(({ code, stdout, stderr }) => `exit code ${code}:\n${stdout}${stderr}`)])
}

async function races({ replays = '20', only = '' }) {
  const rows = [['test', 'runner', 'replays', 'same']]
  const failures = []
  for (const runner of ['vitest', 'jest'].filter((name) => name.includes(only))) {
    process.stderr.write(`${runner} `)
    const all = await proveRaces(runner, {
      replays: Number(replays),
      tick: (sign) => process.stderr.write(sign),
    })
    process.stderr.write('\n')
    for (const race of all) {
      const others = race.failures.filter((failure) => failure !== race.recorded)
      rows.push([race.test, runner, race.failures.length, race.failures.length - others.length])
      failures.push(...others.map((other) => `${race.test}, ${runner}: ${race.recorded}\nreplayed as: ${other}`))
    }
    if (all.length === 0) failures.push(`${runner} has left no captures`)
  }
  printColumns(rows)
  return report(failures)
}

async function drivers({ replays = '10', only = '' }) {
  const chosen = driverList.filter(({ program }) => program.includes(only))
  const stage = await makeDriversStage({ installs: true })
  try {
    const services = await startDriverServices([...new Set(chosen.flatMap(({ services: its }) => its))])
    const recorded = new Map()
    try {
      await prepareDrivers({ ...stage, env: services.env })
      for (const { program, services: its } of chosen) {
        const missing = its.filter((name) => services.missing.includes(name))
        if (missing.length > 0) throw new Error(`${program} needs ${missing.join(' and ')}, which this machine has not`)
        recorded.set(program, await recordDriver(program, { ...stage, env: services.env }))
        process.stderr.write('r')
      }
    } finally {
      await services.stop()
    }
    return await replayDrivers(recorded, { ...stage, env: services.env, replays: Number(replays) })
  } finally {
    await stage.remove()
  }
}

async function concurrent({ recordings = '20', replays = '100' }) {
  const { counts, failures } = await proveConcurrent({
    recordings: Number(recordings),
    replays: Number(replays),
    tick: (sign) => process.stderr.write(sign),
  })
  process.stderr.write('\n')
  printColumns([
    ['tests at the same time', counts.tests],
    ['recordings', counts.recordings],
    ['fixtures', counts.fixtures],
    ['of these, with what another test asked for', counts.wrong],
    ['replays', counts.replays],
    ['of these, with all values the same', counts.same],
  ])
  return report(failures)
}

async function frameworks({ only = '' }) {
  const { results, failures } = await proveFrameworks({ only, tick: (sign) => process.stderr.write(sign) })
  process.stderr.write('\n')
  printColumns([
    ['runner', 'language', 'modules', 'Node or command', 'recorded', 'replayed'],
    ...results.map(({ name, kind, line, recorded, replayed }) => [
      name,
      kind.language,
      kind.modules,
      line,
      recorded ? 'yes' : 'no',
      replayed,
    ]),
  ])
  return report(failures)
}

async function crashes({ only = '', jobs = '2', generate, again = '0', write }) {
  const counts = { jobs: Number(jobs), again: Number(again) }
  const { results, later } = await proveCrashes({ only, ...counts, generates: generate, tick: tickCrash })
  const isProved = reportCrashes(results, write && { proof: 'crashes', table: crashTable })
  return report(later) && isProved
}

async function publicCrashes({ only = '', write }) {
  const results = await provePublic({ only, tick: tickCrash })
  return reportCrashes(results, write && { proof: 'public', table: publicTable })
}

function tickCrash({ problems }) {
  process.stderr.write(problems.length > 0 ? 'F' : '.')
}

function reportCrashes(results, written) {
  process.stderr.write('\n')
  printColumns([
    ['program', 'error', 'tested at', 'seconds', 'as it should'],
    ...results.map(({ crash, level, function: name, seconds, problems }) => [
      crash.name,
      crash.error,
      name ?? level ?? '-',
      seconds?.toFixed(1) ?? '-',
      problems.length === 0 ? 'yes' : 'no',
    ]),
  ])
  if (written) {
    const manual = new URL('../../docs/codegen.md', import.meta.url)
    writeFileSync(manual, withTable(written.proof, readFileSync(manual, 'utf8'), written.table(results)))
  }
  return report(results.flatMap(({ crash, problems }) => problems.map((problem) => `${crash.name}: ${problem}`)))
}

async function ordersCrash({ only = '', show }) {
  const results = await proveOrdersCrash({ only, tick: (sign) => process.stderr.write(sign) })
  process.stderr.write('\n')
  if (show) for (const { kind, text } of results) console.log(`${kind.name}\n\n${text}`)
  printColumns([
    ['project', 'tested at', 'seconds', 'as it should'],
    ...results.map(({ kind, level, function: name, seconds, problems }) => [
      kind.name,
      name ?? level,
      seconds?.toFixed(1) ?? '-',
      problems.length === 0 ? 'yes' : 'no',
    ]),
  ])
  return report(results.flatMap(({ kind, level, problems }) => problems.map((it) => `${kind.name}, ${level}: ${it}`)))
}

async function pullRequest({ runs = '5' }) {
  const results = await provePullRequest({ runs: Number(runs), tick: (sign) => process.stderr.write(sign) })
  process.stderr.write('\n')
  printColumns([
    ['verified', 'runs', 'divergences', 'as it should'],
    ...results.map(({ what, runs: its, found, problems }) => [what, its, found, problems.length === 0 ? 'yes' : 'no']),
  ])
  return report(results.flatMap(({ what, problems }) => problems.map((problem) => `${what}: ${problem}`)))
}

async function mutations({ count = '200', jobs = '2', only = '', show }) {
  const results = await proveMutations({
    count: Number(count),
    jobs: Number(jobs),
    only,
    tick: (sign) => process.stderr.write(sign),
  })
  process.stderr.write('\n')
  const counted = results.filter(({ truth }) => truth)
  const showMutant = ({ mutant: { file, line, mutator, replacement }, was }) =>
    `${file}:${line} ${mutator}: ${JSON.stringify(was)} becomes ${JSON.stringify(replacement)}`
  if (show) for (const its of results.filter(({ truth }) => !truth)) console.log(`no effect: ${showMutant(its)}`)
  const names = [...new Set(results.map(({ mutant }) => mutant.mutator)), null]
  const rows = names.map((name) => {
    const its = results.filter(({ mutant }) => name === null || mutant.mutator === name)
    const that = its.filter(({ truth }) => truth)
    const sum = (is) => that.filter(is).length
    return [
      name ?? 'all',
      its.length,
      that.length,
      sum(({ reported }) => reported.length > 0),
      sum(({ isRight }) => isRight),
      sum(({ isAtLine }) => isAtLine),
    ]
  })
  printColumns([['mutator', 'mutants', 'that count', 'reported', 'as what they are', 'at their line'], ...rows])
  const missed = counted.filter(({ isRight }) => !isRight)
  for (const { truth, reported, ...its } of missed)
    console.log(
      `\n${showMutant(its)}\n${truth.step}: expected ${truth.kinds.join(' or ')}, reported ${reported.join(', ') || 'nothing'}`,
    )
  const share = (counted.length - missed.length) / counted.length
  console.log(`\n${(share * 100).toFixed(1)} % of ${counted.length}`)
  return counted.length >= Number(count) && share >= 0.95
}

async function refactorings({ only = '' }) {
  const results = await proveRefactorings({ only, tick: (sign) => process.stderr.write(sign) })
  process.stderr.write('\n')
  printColumns([
    ['refactoring', 'nothing reported', 'ignored'],
    ...results.map(({ name, ignored, problems }) => [
      name,
      problems.length === 0 ? 'yes' : 'no',
      ignored.reduce((sum, { count }) => sum + count, 0),
    ]),
  ])
  return report(results.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)))
}

async function unchanged({ runs = '50', nodes = '20,22,24,26', requests = '200' }) {
  const results = await proveUnchanged({
    runs: Number(runs),
    nodes: nodes.split(',').map((name) => [name, name.includes('/') ? name : nodeOf(name)]),
    requests: Number(requests),
    tick: (sign) => process.stderr.write(sign),
  })
  process.stderr.write('\n')
  printColumns([
    ['program', 'Node', 'runs', 'divergences'],
    ...results.map(({ what, node, runs: its, found }) => [what, node, its, found.length]),
  ])
  return report(results.flatMap(({ what, node, found }) => found.map((problem) => `${what}, ${node}: ${problem}`)))
}

async function manyRequests({ requests = '1000', each = '100', counts = '1,5,20' }) {
  const { many, memory } = await proveManyRequests({
    requests: Number(requests),
    each: Number(each),
    counts: counts.split(',').map(Number),
    tick: (sign) => process.stderr.write(sign),
  })
  process.stderr.write('\n')
  const row = (name, { seconds, cpu, own, live = Number.NaN, program }) => [
    name,
    seconds.toFixed(1),
    cpu.toFixed(1),
    Math.round(own),
    Number.isNaN(live) ? '' : live.toFixed(1),
    Math.round(program),
  ]
  printColumns([
    ['verified', 'seconds', 'of processor', 'MB of the command', 'still in use', 'MB of a program'],
    row(`${requests} requests`, many),
    ...memory.map((its) => row(`${its.count} × ${each} requests`, its)),
  ])
  const problems = [many, ...memory].flatMap(({ code }) => (code === 0 ? [] : [`exit code ${code}`]))
  if (many.seconds >= 20) problems.push(`${requests} requests took ${many.seconds.toFixed(1)} s`)
  const [first, last] = [memory[0], memory.at(-1)]
  // What reports have of each recording is some kilobytes.
  if (last.live > first.live * 1.25) problems.push(`the command needed ${first.live} MB, and then ${last.live} MB`)
  return report(problems)
}

async function replayDrivers(recorded, { replays, ...stage }) {
  const rows = [['driver', 'values compared', 'replays', 'equal']]
  const failures = []
  const best = new Map()
  for (const [program, recording] of recorded) {
    const wrong = recording.failure ? [`it could not be recorded: ${recording.failure}`] : []
    for (let count = 0; count < replays && wrong.length === 0; count++) {
      const { differences, times } = await replayDriver(program, { ...stage, recorded: recording })
      wrong.push(...differences)
      for (const [name, ms] of Object.entries(times)) best.set(name, Math.min(ms, best.get(name) ?? Infinity))
      process.stderr.write(differences.length > 0 ? 'F' : '.')
    }
    rows.push([program, recording.seen.length, replays, wrong.length === 0 ? replays : 'no'])
    failures.push(...wrong.map((text) => `${program}: ${text}`))
  }
  process.stderr.write('\n')
  printColumns(rows)
  if (best.size > 0) console.log('\nHalf a minute of waits in a replay, milliseconds at best:')
  printColumns([...best].map(([name, ms]) => [name, Math.round(ms)]))
  failures.push(...[...best].filter(([, ms]) => ms >= 100).map(([name, ms]) => `${name} took ${Math.round(ms)} ms`))
  return report(failures)
}

function report(failures) {
  for (const failure of failures.slice(0, 10)) console.log(`\n${failure}`)
  if (failures.length > 10) console.log(`\n… and ${failures.length - 10} more`)
  return failures.length === 0
}
