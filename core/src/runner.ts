/** What the plugins of test runners use: they say which test runs, and which options hold for all. */
export { installRealm } from './api/install.ts'
export { setGeneralOptions } from './api/options.ts'
export { setTestSource, type RunningTest, type TestSource } from './api/test-source.ts'
export { TestRun, type TestRunOptions } from './api/test-run.ts'
export { type CaptureOption, checkCapture } from './api/capture-option.ts'
export type { RecordOptions } from './api/options.ts'
export type { CountedRecording } from './api/recording.ts'
export type { TestAccounts } from './usage/account.ts'
