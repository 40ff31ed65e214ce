/** The list of reporters. A new one is a file and a line here. */
import { github } from './github.ts'
import { html } from './html/html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { Reporter } from './report.ts'
import { sarif } from './sarif.ts'
import { terminal } from './terminal.ts'

export const REPORTERS: Readonly<Record<string, Reporter>> = {
  terminal: { report: terminal },
  github: { report: github, beside: { variable: 'GITHUB_STEP_SUMMARY', report: markdown } },
  html: { report: html, showsTimelines: true },
  json: { report: json },
  junit: { report: junit },
  markdown: { report: markdown },
  sarif: { report: sarif },
}
