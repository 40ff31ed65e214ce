/**
 * Parts of outgoing bytes that Node itself fills from sources that no program can reach, so that they differ from run
 * to run: the `Date` header of HTTP (a clock cached inside Node).
 */
const HTTP_DATE = /\r\nDate: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n/g

/** A copy in which such parts are blank. */
export function maskVolatile(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes
      .toString('latin1')
      .replaceAll(HTTP_DATE, (header) => header.replaceAll(/\d/g, '0').replaceAll(/: \w{3}, | \w{3} /g, ' ___ ')),
    'latin1',
  )
}
