/** `--reporter html`: one file that a browser opens from the file system, and that asks nothing of anybody. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CODE_URL } from '../../../code-folder.ts'
import { type Divergence, KINDS } from '../../compare/difference.ts'
import { partOf } from '../../timeline/part.ts'
import type { Report, ReportOptions, Results, Verified } from '../report.ts'
import { consequencesOf, headOf, showPlace, timesOf, totalOf } from '../text.ts'
import type { PageData, PageDivergence, PageRecording } from './page-data.ts'

export const html: Report = (results, options) => pageWith(jsonOf(results, options))

function pageWith(json: string): string {
  const [style, script] = [assetNamed('page.css'), assetNamed('page.js')]
  // Nothing that was recorded may run, or be asked for, were it ever taken for a part of the page.
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; img-src data:`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Retrace: what differs</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>This report is shown by a script, which is part of this file.</noscript>
<script type="application/json" id="data">${json}</script>
<script>${script}</script>
</body>
</html>
`
}

/** As it is built: of the sources, too, what runs beside them is the built one. */
function assetNamed(name: string): string {
  return readFileSync(new URL(`../dist/report-page/${name}`, CODE_URL), 'utf8')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** Without what could end the element that it is in. */
function jsonOf(results: Results, options: ReportOptions): string {
  const { verified, divergences, unverified } = results
  const numbers = new Map(verified.map(({ recording }, i) => [recording, i]))
  const failed = unverified.map(({ recording, error: { code, message } }) => ({ recording, code, message }))
  const head: Omit<PageData, 'recordings'> = {
    total: totalOf(results),
    divergences: divergences.map((its) => divergenceOf(its, numbers, options)),
    failed,
  }
  const text = `${JSON.stringify(head).slice(0, -1)},"recordings":[${verified.map(recordingJson).join(',')}]}`
  return text.replaceAll('<', '\\u003c')
}

/** Its rows are in JSON already. */
function recordingJson({ recording, requests, calls, accepted, ignored, timeline }: Verified): string {
  const its: Omit<PageRecording, 'rows'> = {
    name: recording,
    requests,
    calls,
    accepted,
    ignored,
    isShort: timeline?.isShort ?? true,
  }
  return `${JSON.stringify(its).slice(0, -1)},"rows":${timeline?.json ?? '[]'}}`
}

function divergenceOf(its: Divergence, numbers: ReadonlyMap<string, number>, { cwd }: ReportOptions): PageDivergence {
  const { id, kind, severity, what, also, place, recordedPlace, times, changes, requests, count, recordings } = its
  const counts = times ? timesOf(times) : []
  return {
    id,
    kind,
    severity,
    says: KINDS[kind].says,
    what,
    also,
    leadsTo: consequencesOf(its, cwd),
    place: place && showPlace(place, cwd),
    recordedPlace: recordedPlace && showPlace(recordedPlace, cwd),
    changes: [
      ...(counts.length > 0 ? [{ name: '', runs: counts }] : []),
      ...changes.flatMap((change) => partOf(headOf(change), change.recorded, change.actual) ?? []),
    ],
    requests,
    count,
    found: its.found.map((one) => ({ recording: numbers.get(one.recording) ?? 0, subject: one.subject ?? {} })),
    accept: `npx retrace accept ${recordings.map(quoted).join(' ')} --id ${id}`,
  }
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
