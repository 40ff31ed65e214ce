/** What @retrace/codegen needs of recordings: to open one, to replay it under a debugger, and to write fixtures. */
export { startReplay, type Run, type Started, type StartOptions } from './cli/run-replay.ts'
export { type Excerpt, excerptOf } from './recording/excerpt.ts'
export { requestsServed, type ServedRequest } from './recording/served.ts'
export { type Fixture, writeFixture } from './recording/fixture-file.ts'
export { type Located, type LocateOptions, locateProject } from './recording/locate.ts'
export { openRecording, type Recording } from './recording/open.ts'
export { PROBE, type Probe, type StopReason } from './probe.ts'
export { isOwnFile } from './code-folder.ts'
