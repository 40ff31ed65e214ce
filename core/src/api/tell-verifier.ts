/** What a test asked, for `retrace verify`, which has started its runner and compares. */
import type { MatchOptions } from '../player/match.ts'
import { entriesOf, type WritePolicy } from '../recording/fixture-file.ts'
import type { Scope } from '../scope/scope.ts'
import { askedInSource } from '../verify/tests/in-source.ts'
import { type TestOutcome, writeTestOutcome } from '../verify/tests/outcome-files.ts'
import type { Witness } from '../verify/tests/witness.ts'

export interface ToldOf extends Pick<TestOutcome, 'fixture' | 'test'> {
  readonly match: MatchOptions | null
  /** What is replaced in what is written. */
  readonly policy: WritePolicy
}

/** @param folder - that the verifier has named */
export function tellVerifier(
  folder: string,
  scope: Scope,
  { answered, seen }: Witness,
  { fixture, test, match, policy }: ToldOf,
): void {
  const said = answered.flatMap((its) => its ?? [])
  const { entries, placeholders } = entriesOf(said, policy)
  const left = [...entries]
  writeTestOutcome(folder, {
    fixture,
    test,
    began: scope.began,
    match,
    asked: askedInSource(seen),
    entries: answered.map((its) => (its ? (left.shift() ?? null) : null)),
    placeholders,
    failures: scope.divergences.flatMap(({ asked, error }) => (asked ? [] : [error.message])),
  })
}
