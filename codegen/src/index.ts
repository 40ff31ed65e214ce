/** Writes tests from recordings. So far it is a name, a version and the types of what a replay shows. */
export type * from './observation.ts'
export const version = '0.1.0'
