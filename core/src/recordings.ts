/** What @retrace/codegen needs of recordings: to open one, to replay it under a debugger, and to write fixtures. */
export { startReplay, type Run, type Started, type StartOptions } from './cli/run-replay.ts'
export { type Excerpt, type Excerpted, excerptOf, type Part, type Start } from './recording/excerpt.ts'
export { type Answered, answersIn, answersOf } from './recording/answered.ts'
export { dataOf } from './lens/content.ts'
export type { ColumnTypes } from './lens/lens.ts'
export { answerPattern, itemStep, keyStep, type Pattern } from './paths.ts'
export type { Variable } from './recording/environment.ts'
export { requestsServed, type ServedRequest } from './recording/served.ts'
export {
  type Fixture,
  type Hidden,
  type Untitled,
  hide,
  writeFixture,
  writeHidden,
  type WritePolicy,
} from './recording/fixture-file.ts'
export {
  type FixtureJson,
  isFixtureJson,
  readFixtureJson,
  sizeOfFixture,
  writeFixtureJson,
} from './recording/fixture-json.ts'
export { FIXTURES } from './recording/fixture-folder.ts'
export { ENV_STAND_IN } from './api/stand-in.ts'
export { ENV_REPLAY } from './runner-flags.ts'
export { rewriteBytes, rewriteText } from './lens/rewrite.ts'
export type { Place, Rewrite } from './lens/lens.ts'
export { refusalOf } from './redaction/forbid.ts'
export { escapeRegExp } from './escape-regexp.ts'
export { isSecretName } from './redaction/names.ts'
export { areAlike } from './redaction/placeholder.ts'
export { type Located, type LocateOptions, locateProject } from './recording/locate.ts'
export { scriptOf, SOURCES, TAPE } from './recording/manifest.ts'
export { howCut } from './recording/how-cut.ts'
export { nameChanged } from './recording/sources.ts'
export { regexpOf } from './regexp-of.ts'
export { openRecording, type Recording } from './recording/open.ts'
export { PROBE, type Probe, type StopReason } from './probe.ts'
export type { Told } from './spies.ts'
export { isOwnFile } from './code-folder.ts'
export { fixturePath } from './api/test-source.ts'
