/** Which requests are meant by `GET /orders/7`. */
import type { RequestSeen } from '../observation.ts'

type Named = Pick<RequestSeen, 'method' | 'target'>

/**
 * One with a query means that query; one without means any, or none where there is such a request.
 *
 * @param all - the requests that there are
 */
export function isAskedFor(all: readonly Named[], wanted: string): (request: Named) => boolean {
  const isSame = (it: Named): boolean => `${it.method} ${it.target}` === wanted
  return all.some(isSame) ? isSame : (it) => withoutQuery(it) === wanted
}

/** What it asks for, without what it gives. */
export function withoutQuery({ method, target }: Named): string {
  return `${method} ${target.replace(/[?#].*$/, '')}`
}
