/** What comes first: what came of the run, and what could not be verified. */
import type { PageData } from '../src/verify/report/html/page-data.ts'
import { badge, counted, element } from './element.ts'

export function headOf({ divergences, failed, total }: PageData): HTMLElement {
  const severities = ['error', 'warning', 'info'].flatMap((severity) => {
    const { length } = divergences.filter((its) => its.severity === severity)
    return length === 0 ? [] : [badge(`${length} ${severity}`, severity)]
  })
  const isAlone = divergences.length === 0
  const unverified = failed.length > 0 && !isAlone && badge(`${failed.length} not verified`, 'error')
  const title =
    divergences.length > 0
      ? counted(divergences.length, 'divergence')
      : failed.length > 0
        ? 'Not verified'
        : 'All is the same'
  return element(
    'header',
    { class: divergences.length + failed.length > 0 ? 'bad' : 'good' },
    element('p', { class: 'name' }, 'retrace verify'),
    element('h1', {}, title, ' ', ...severities, unverified),
    element('p', { class: 'total' }, total),
  )
}

export function failedOf(failed: PageData['failed']): HTMLElement {
  return element(
    'section',
    { class: 'failed' },
    element('h2', {}, 'Could not be verified'),
    ...failed.map(({ recording, code, message }) =>
      element(
        'details',
        { class: 'divergence error', open: true },
        element('summary', {}, badge(code, 'error'), element('code', { class: 'what' }, recording)),
        element('pre', { class: 'body' }, message),
      ),
    ),
  )
}
