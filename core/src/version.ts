/** The version of this package, which is also written into the recordings it makes. */
export const version = '0.1.0'
