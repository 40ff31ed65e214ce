/** The list of reporters. A new one is a file and a line here. */
import { json } from './json.ts'
import type { Reporter } from './report.ts'
import { terminal } from './terminal.ts'

export const REPORTERS: Readonly<Record<string, Reporter>> = { terminal, json }
