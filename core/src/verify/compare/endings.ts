/** How the process ended, now and when it was recorded. */
import { type ComparedCase, requestName } from '../case.ts'
import type { Run } from '../host.ts'
import type { Difference } from './difference.ts'

export function endingDifferences({ manifest, requests }: ComparedCase, { error }: Run): Difference[] {
  const was = manifest.error && `${manifest.error.name}: ${manifest.error.message}`
  const its = error && `${error.name}: ${error.message}`
  if (was === its) return []
  const changes = [{ path: '$.error', recorded: was ?? undefined, actual: its ?? undefined }]
  const none = { place: null, recordedPlace: null }
  if (error === null)
    return [{ kind: 'fixed', what: String(was), during: null, ...none, changes, subject: { process: 'ending' } }]
  const during = requestName(requests, error.during)
  const subject = { request: error.during, process: 'ending' } as const
  return [{ kind: 'crashed', what: String(its), during, ...none, place: error.place, changes, subject }]
}
