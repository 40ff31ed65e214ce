/** Writes tests from recordings. This version of the package is a name and a version only. */
export const version = '0.1.0'
