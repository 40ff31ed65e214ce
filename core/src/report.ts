/** What reporters of test runners use. It loads nothing of what records. */
export type { Account, FileAccounts, TestAccounts } from './usage/account.ts'
export { keepAccounts, keptAccounts } from './usage/kept.ts'
export { summaryOf } from './usage/summary.ts'
export { hasFixtures } from './usage/unasked.ts'
