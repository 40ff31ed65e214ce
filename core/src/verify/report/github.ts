/**
 * `--reporter github`: annotations at the lines of a pull request, and a summary of the job (GitHub's documentation,
 * "Workflow commands for GitHub Actions").
 */
import type { Severity } from '../compare/difference.ts'
import type { Report } from './report.ts'
import { detailsOf, fileOf, titleOf, totalOf } from './text.ts'

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

export const github: Report = (results, { cwd }) => {
  const found = results.divergences.map((its) => {
    const { place, severity } = its
    const at = place ? { file: fileOf(place, cwd), line: place.line, col: place.column } : {}
    return command(COMMANDS[severity], { ...at, title: titleOf(its) }, detailsOf(its, cwd).join('\n'))
  })
  const failed = results.unverified.map(({ recording, error: { code, message } }) =>
    command('error', { title: `${recording} could not be verified: ${code}` }, message),
  )
  return [...failed, ...found, totalOf(results), ''].join('\n')
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const all = Object.entries(properties).map(([key, value]) => `${key}=${escaped(String(value), /[%\r\n:,]/g)}`)
  return `::${name} ${all.join(',')}::${escaped(message, /[%\r\n]/g)}`
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, (it) => encodeURIComponent(it))
}
