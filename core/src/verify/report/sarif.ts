/** `--reporter sarif`: for code scanning (OASIS, "Static Analysis Results Interchange Format", version 2.1.0). */
import { createHash } from 'node:crypto'
import type { Log, Result, Run } from 'sarif'
import { type Divergence, KINDS, type Severity } from '../compare/difference.ts'
import { version } from '../../version.ts'
import type { Report, Results } from './report.ts'
import { detailsOf, fileOf, titleOf } from './text.ts'

const LEVELS: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', info: 'note' }

export const sarif: Report = (results, { cwd }) => {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [runOf(results, cwd)],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function runOf({ divergences, unverified }: Results, cwd: string): Run {
  return {
    tool: {
      driver: {
        name: 'retrace',
        semanticVersion: version,
        rules: Object.entries(KINDS).map(([id, { severity, says }]) => ({
          id,
          shortDescription: { text: says },
          defaultConfiguration: { level: LEVELS[severity] },
        })),
      },
    },
    invocations: [
      {
        executionSuccessful: unverified.length === 0,
        toolExecutionNotifications: unverified.map(({ recording, error: { code, message } }) => ({
          level: 'error',
          descriptor: { id: code },
          message: { text: `${recording}: ${message}` },
        })),
      },
    ],
    results: divergences.map((its) => resultOf(its, cwd)),
  }
}

function resultOf(its: Divergence, cwd: string): Result {
  const { kind, severity, what, place, changes } = its
  // The same one keeps its identity when lines move.
  const identity = JSON.stringify([kind, what, changes.map(({ path }) => path)])
  return {
    ruleId: kind,
    level: LEVELS[severity],
    message: { text: [titleOf(its), ...detailsOf(its, cwd)].join('\n') },
    partialFingerprints: { 'divergence/v1': createHash('sha256').update(identity).digest('hex') },
    ...(place
      ? {
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(fileOf(place, cwd)), uriBaseId: '%SRCROOT%' },
                region: { startLine: place.line, startColumn: place.column },
              },
            },
          ],
        }
      : {}),
  }
}
