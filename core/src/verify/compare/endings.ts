/** How the process ended, now and when it was recorded. */
import { type RecordedCase, requestName } from '../case.ts'
import type { Run } from '../host.ts'
import type { Difference } from './difference.ts'

export function endingDifferences({ manifest, requests }: RecordedCase, { error }: Run): Difference[] {
  const was = manifest.error && `${manifest.error.name}: ${manifest.error.message}`
  const its = error && `${error.name}: ${error.message}`
  if (was === its) return []
  const changes = [{ path: '$.error', recorded: was ?? undefined, actual: its ?? undefined }]
  if (error === null)
    return [{ kind: 'fixed', what: String(was), during: null, place: null, recordedPlace: null, changes }]
  const during = requestName(requests, error.during)
  return [{ kind: 'crashed', what: String(its), during, place: error.place, recordedPlace: null, changes }]
}
