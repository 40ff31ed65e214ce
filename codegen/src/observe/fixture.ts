/** What the outside said to a call, up to the failure. */
import { type Excerpted, excerptOf } from '@retrace/core/recordings'
import type { CallSeen, Failure } from '../observation.ts'
import type { Project } from './debuggee.ts'

/** @param test - the name of the test that it is for */
export function excerptFor(project: Project, test: string, { began }: CallSeen, failure: Failure): Promise<Excerpted> {
  const seed = began.random === null ? null : Buffer.from(began.random, 'base64')
  return excerptOf(project.recording.folder, { test, from: began.event, to: failure.event, seed })
}
