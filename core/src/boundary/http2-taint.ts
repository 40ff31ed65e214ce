/** Why a recording is tainted that has to do with HTTP/2: what is said over it is not on the tape. */
export const HTTP2 = 'HTTP/2 was used (`node:http2`), whose frames Node reads and writes natively.'
