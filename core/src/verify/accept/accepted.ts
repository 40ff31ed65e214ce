/**
 * What a program does otherwise than it was recorded, and is meant to: a file beside the tape of each recording, which people
 * read in a review and whose history git keeps.
 */
import path from 'node:path'
import { RetraceError } from '../../errors.ts'
import { originalFs as fs } from '../../originals.ts'
import { writeWhole } from '../../recording/files.ts'
import type { Difference } from '../compare/difference.ts'

export interface Accepted extends Pick<Difference, 'kind' | 'what' | 'during' | 'changes' | 'times'> {
  /** What stands in it in the place of secrets: any text is taken for each of them. */
  readonly placeholders?: readonly string[]
}

const FORMAT = 1

interface AcceptedFile {
  readonly format: number
  readonly accepted: readonly Accepted[]
}

export function acceptedFile(recording: string): string {
  return path.join(recording, 'accepted.json')
}

/** @throws RetraceError `ACCEPTED_UNREADABLE` */
export function readAccepted(recording: string): readonly Accepted[] {
  const file = acceptedFile(recording)
  if (!fs.existsSync(file)) return []
  try {
    const { format, accepted } = JSON.parse(fs.readFileSync(file, 'utf8')) as AcceptedFile
    if (format !== FORMAT || !Array.isArray(accepted)) throw new Error(`it is not of format ${FORMAT}`)
    return accepted
  } catch (error) {
    throw new RetraceError('ACCEPTED_UNREADABLE', { what: file, why: (error as Error).message }, error)
  }
}

/** @throws RetraceError `ACCEPTED_UNWRITABLE` */
export function writeAccepted(recording: string, accepted: readonly Accepted[]): void {
  const file = acceptedFile(recording)
  try {
    if (accepted.length === 0) return fs.rmSync(file, { force: true })
    writeWhole(file, `${JSON.stringify({ format: FORMAT, accepted } satisfies AcceptedFile, null, 2)}\n`)
  } catch (error) {
    throw new RetraceError('ACCEPTED_UNWRITABLE', { what: file, why: (error as Error).message }, error)
  }
}

/** Of a difference, what is written down where it is accepted. */
export function acceptedOf({ kind, what, during, changes, times }: Difference): Accepted {
  return { kind, what, during, changes, ...(times ? { times } : {}) }
}
