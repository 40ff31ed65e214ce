/** Writes tests from recordings. So far it finds what went wrong in one, and what was called on the way. */
export { callsOf } from './observe/calls.ts'
export { type CandidateFound, candidatesOf } from './observe/candidates.ts'
export type { Project } from './observe/debuggee.ts'
export { fixtureOf } from './observe/fixture.ts'
export { type FailureFound, failuresOf } from './observe/failures.ts'
export type * from './observation.ts'
export const version = '0.1.0'
