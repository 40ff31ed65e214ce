/** `retrace accept`: takes what the code does now for what it is meant to do. */
import path from 'node:path'
import process from 'node:process'
import { colored, plain, wantsColors } from '../divergence/paint.ts'
import { RetraceError } from '../errors.ts'
import { isFixture } from '../recording/fixture-folder.ts'
import { acceptanceOf } from '../verify/accept/accept-fixture.ts'
import { acceptedFile, readAccepted, writeAccepted } from '../verify/accept/accepted.ts'
import { groupBy } from '../verify/compare/calls.ts'
import type { Divergence, Found } from '../verify/compare/difference.ts'
import type { ReportOptions, Results } from '../verify/report/report.ts'
import { showDivergence } from '../verify/report/terminal.ts'
import { EXIT_UNVERIFIED } from './exit-codes.ts'
import { CONFIG } from '../verify/rules/config.ts'
import { rulesFor } from '../verify/rules/rules.ts'
import { say } from './say.ts'
import { usage } from './usage.ts'
import { exitingWith, type RunFlags, runVerify } from './verify-run.ts'

export interface AcceptFlags extends RunFlags {
  readonly all?: boolean
  readonly kind?: readonly string[]
  readonly id?: readonly string[]
  readonly dryRun?: boolean
  readonly ignore?: boolean
}

/** Exits with 0 where all that was chosen is accepted, and 2 where it could not be. */
export async function accept(what: readonly string[], command: readonly string[], flags: AcceptFlags): Promise<void> {
  await exitingWith(async () => {
    if (!flags.all && !flags.kind && !flags.id)
      throw usage('Say what to accept: --id of one that `retrace verify` shows, --kind of a kind, or --all.')
    const { divergences, unverified, verified } = await runVerify(what, command, flags)
    // What is accepted is written where it was found: of these recordings nobody knows.
    for (const { recording, error } of unverified) print(`${recording}: ${error.message}`)
    if (unverified.length > 0) return EXIT_UNVERIFIED
    const chosen = choose(divergences, flags)
    const options = { paint: wantsColors(1) ? colored() : plain, cwd: process.cwd() }
    if (flags.ignore) return showRules(chosen, flags.config)
    for (const its of chosen) print(showAccepted(its, options))
    writeAll(
      chosen.flatMap(({ found }) => found),
      verified,
      flags.dryRun ?? false,
    )
    const done = flags.dryRun ? 'would be accepted' : 'accepted'
    print(`${chosen.length} of ${divergences.length} divergences ${done}`)
    return 0
  })
}

function choose(divergences: readonly Divergence[], { all, kind, id }: AcceptFlags): readonly Divergence[] {
  if (all) return divergences
  const chosen = divergences.filter((its) => kind?.includes(its.kind) || id?.includes(its.id))
  const unknown = [
    ...(id ?? []).filter((given) => !divergences.some((its) => its.id === given)),
    ...(kind ?? []).filter((given) => !divergences.some((its) => its.kind === given)),
  ]
  if (unknown.length > 0) {
    const candidates = divergences.map((its) => `${its.id} (${its.kind})`).join(', ') || 'none'
    throw new RetraceError('ACCEPT_UNKNOWN', { what: unknown.join(', '), candidates })
  }
  return chosen
}

/** For the configuration, ready to paste: nothing is written there by itself, since what is ignored is never seen again. */
function showRules(chosen: readonly Divergence[], config: string = CONFIG): number {
  const rules = chosen.flatMap(rulesFor).map((rule) => `  ${JSON.stringify(rule)}`)
  say(`Put into verify.ignore in ${config}:`)
  print([...new Set(rules)].join(',\n'))
  return 0
}

function showAccepted(its: Divergence, options: ReportOptions): string {
  const fileOf = (recording: string): string => (isFixture(recording) ? recording : acceptedFile(recording))
  const files = its.recordings.map((recording) => `  -> ${path.relative(options.cwd, fileOf(recording))}`)
  return [...showDivergence(its, true, options), ...files, ''].join('\n')
}

/** @throws RetraceError `ACCEPT_UNRECORDED`: what can't be taken over keeps all from being written */
function writeAll(found: readonly Found[], verified: Results['verified'], isDry: boolean): void {
  const groups = [...groupBy(found, ({ recording }) => recording)]
  const [fixtures, recordings] = [true, false].map((is) => groups.filter(([its]) => isFixture(its) === is))
  const write = (fixtures ?? []).map(([fixture, its]) => {
    const { asked = [], placeholders = [] } = verified.find(({ recording }) => recording === fixture) ?? {}
    return acceptanceOf(fixture, its, { asked, placeholders })
  })
  if (isDry) return
  for (const run of write) run()
  for (const [recording, its] of recordings ?? []) {
    const own = its.map(({ acceptance }) => acceptance)
    const kept = [...readAccepted(recording)]
    // The same may have been accepted several times: one goes for each that is gone.
    for (const { remove } of own) {
      const at = kept.findIndex((it) => remove !== null && JSON.stringify(it) === JSON.stringify(remove))
      if (at >= 0) kept.splice(at, 1)
    }
    writeAccepted(recording, [...kept, ...own.flatMap(({ add }) => add ?? [])])
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
