/** `--reporter markdown`: a comment on a pull request. */
import { type Consequence, type Divergence, KINDS } from '../compare/difference.ts'
import type { Report, ReportOptions } from './report.ts'
import { diffOf, oneLine, showPlace, showSome, totalOf } from './text.ts'

/** A comment on GitHub has 65,536 characters at most; what follows the last divergence needs some of them. */
const MAX_LENGTH = 64_000
/** How many changes of one divergence are shown. */
const MAX_CHANGES = 20

export const markdown: Report = (results, options) => {
  const { divergences, unverified } = results
  const sections = [
    ...unverified.map(({ recording, error: { code, message } }) =>
      [`### ${code}`, `\`${recording}\` could not be verified.`, fenced('', [message])].join('\n\n'),
    ),
    ...divergences.map((its) => section(its, options)),
  ]
  const whole: string[] = [`**Retrace**: ${totalOf(results)}`]
  let left = MAX_LENGTH
  for (const [i, text] of sections.entries()) {
    left -= text.length
    if (left < 0) {
      whole.push(`… and ${sections.length - i} more.`)
      break
    }
    whole.push(text)
  }
  return `${whole.join('\n\n')}\n`
}

function section(its: Divergence, { cwd }: ReportOptions): string {
  const { id, kind, what, place, recordedPlace, requests, recordings, count } = its
  const where = [
    ...(place ? [`at \`${showPlace(place, cwd)}\``] : []),
    ...(recordedPlace && !place ? [`recorded at \`${showPlace(recordedPlace, cwd)}\``] : []),
    ...(requests.length > 0 ? [`in ${showSome(requests.map(code))}${count > 1 ? `, ${count} times` : ''}`] : []),
    `of ${showSome(recordings.map(code))}`,
  ]
  const lines = diffOf(its, MAX_CHANGES).map(([mark, text]) => `${mark === '=' ? ' ' : mark} ${text}`)
  return [
    `### ${kind}: ${code(oneLine(what))}`,
    `${KINDS[kind].says} ${where.join(', ')}. (${id})`,
    ...(its.leadsTo ?? []).map((effect) => `It leads to ${consequence(effect, cwd)}.`),
    ...(lines.length > 0 ? [fenced('diff', lines)] : []),
  ].join('\n\n')
}

function consequence({ kind, what, place }: Consequence, cwd: string): string {
  return `${kind}: ${code(oneLine(what))}${place ? ` at \`${showPlace(place, cwd)}\`` : ''}`
}

/** A run of backticks that the text doesn't have ends it (CommonMark, "Code spans"). */
function code(text: string): string {
  const ticks = fenceFor(text, 1)
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${ticks}${space}${text}${space}${ticks}`
}

function fenced(language: string, lines: readonly string[]): string {
  const text = lines.join('\n')
  const fence = fenceFor(text, 3)
  return `${fence}${language}\n${text}\n${fence}`
}

function fenceFor(text: string, least: number): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length)
  return '`'.repeat(Math.max(least, ...runs.map((length) => length + 1)))
}
