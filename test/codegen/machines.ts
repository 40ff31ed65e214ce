/** Runs generated tests as they would run on other machines. */
import { runTest, type TestOutcome, UserProject } from '@retrace/codegen'

export const RECORDED_IN = 'America/New_York'
export const HERE: NodeJS.ProcessEnv = { TZ: 'UTC', LC_ALL: 'C' }
export const ALL: readonly NodeJS.ProcessEnv[] = [
  HERE,
  { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  { TZ: 'America/St_Johns', LC_ALL: 'ar_EG.UTF-8', LANG: 'ar_EG.UTF-8', SMTP_SERVER: 'mail.test' },
]

export async function onAll(file: string, title: string): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = []
  for (const env of ALL) outcomes.push(await on(env, file, title))
  return outcomes
}

/** A test is red on few machines, before the program is mended, and green on all. */
export function on(env: NodeJS.ProcessEnv, file: string, title: string): Promise<TestOutcome> {
  return runTest({ project: new UserProject(file), file, title, env })
}
