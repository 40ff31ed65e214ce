/** The commands of a workflow: steps of GitHub Actions, scripts of GitLab. */
import { parse } from 'yaml'

interface Job {
  readonly steps?: readonly { readonly run?: string; readonly uses?: string }[]
  readonly script?: readonly string[]
}

export function commandsOf(text: string): string[] {
  const workflow = parse(text) as { jobs?: Readonly<Record<string, Job>> } & Readonly<Record<string, Job>>
  const jobs = Object.values(workflow.jobs ?? workflow)
  const commands = jobs.flatMap(({ steps = [], script = [] }) => [
    ...steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
    ...script,
  ])
  if (commands.length === 0) throw new Error('it has no commands')
  return commands
}
