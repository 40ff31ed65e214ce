/** The last lines of a run of tests: what Retrace did in it. */
import path from 'node:path'
import colors from 'picocolors'
import type { Account, FileAccounts } from './account.ts'
import { unaskedIn } from './unasked.ts'

/** How many of a kind are named. */
const NAMED = 3

export interface SummaryOptions {
  /** Paths are shown as from here. */
  readonly root: string
  /** The capture that the command line asks to replay; null where it asks for none. */
  readonly asked: string | null
}

/**
 * What is said at the end of a run, line by line; nothing where nothing was recorded or replayed.
 *
 * @param files - the test files that have run, each once
 */
export function summaryOf(files: readonly FileAccounts[], { root, asked }: SummaryOptions): string[] {
  const tests = files.flatMap((file) => file.tests)
  const recordings = tests.flatMap((test) => test.recordings)
  const shown = (file: string): string => path.relative(root, file)
  const written = recordings.filter(({ isWritten }) => isWritten)
  const replayed = recordings.filter(({ mode }) => mode === 'replay')
  const unused = recordings.filter((it) => it.unused > 0)
  const unasked = files.filter(({ isWhole }) => isWhole).flatMap(unaskedIn)
  const diverged = recordings.filter(({ divergences }) => divergences > 0)
  const captures = tests.flatMap(({ capture }) => (capture === null ? [] : [capture]))
  const saved = sum(recordings, (it) => it.saved)
  const lines = [
    line('written', written, () => [
      count(written.length, 'fixture'),
      named(written.map(({ fixture }) => shown(fixture))),
    ]),
    line('used', replayed, () => [
      `${count(
        sum(replayed, (it) => it.exchanges),
        'exchange',
      )} of ${count(replayed.length, 'fixture')}`,
    ]),
    line('unused', unused, () => [
      `${count(
        sum(unused, (it) => it.unused),
        'exchange',
      )} of ${count(unused.length, 'fixture')}`,
      named(unused.flatMap((it) => it.unusedFirst.map((what) => `${what} (${shown(it.fixture)})`))),
    ]),
    line('not asked for', unasked, () => [
      count(unasked.length, 'fixture'),
      named(unasked.map(shown)),
      '`npx retrace prune` removes what no test asks for',
    ]),
    line('diverged', diverged, () => [
      count(diverged.length, 'test'),
      named(diverged.map(({ fixture }) => shown(fixture))),
    ]),
    line('captured', captures, () => [count(captures.length, 'failed run'), named(captures.map(shown))]),
    saved >= 100 ? [['time saved', `${(saved / 1000).toFixed(1)} s`] as const] : [],
    asked !== null && !tests.some(({ isReplayed }) => isReplayed)
      ? [['not replayed', `${shown(asked)}: the test that it was recorded of has not run`] as const]
      : [],
  ].flat()
  if (lines.length === 0) return []
  return [
    '',
    ` ${colors.bold('Retrace')}`,
    ...lines.map(([title, text]) => `  ${colors.dim(title.padStart(13))}  ${text}`),
  ]
}

type Line = readonly [title: string, text: string]

function line(title: string, items: readonly unknown[], parts: () => readonly string[]): Line[] {
  return items.length === 0 ? [] : [[title, parts().join(': ')]]
}

function named(all: readonly string[]): string {
  const more = all.length - NAMED
  return `${all.slice(0, NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function sum(accounts: readonly Account[], of: (account: Account) => number): number {
  return accounts.reduce((total, account) => total + of(account), 0)
}
