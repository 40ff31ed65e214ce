/** What gives again what was read of a stream, or of what a generator function has given. */
import { call, type Layout } from './layout.ts'
import type { Base } from './making.ts'

/**
 * @param items - the last one is the error with which it ends, where it fails
 * @param readable - the expression that is Node's class of streams
 */
export function streamSource(
  items: readonly Layout[],
  { isAsync, isFailed }: Extract<Base, { kind: 'stream' }>,
  readable: () => string,
): Layout {
  const list: Layout = { open: '[', items, close: ']' }
  if (!isFailed) return isAsync ? call(`${readable()}.from`, [list]) : [list, '.values()']
  const yielded = items.slice(0, -1).map((item): Layout => ['yield ', item, '\n'])
  const body: Layout = ['{\n', ...yielded, 'throw ', items.at(-1) ?? '', '\n}']
  const generator: Layout = [isAsync ? '(async function* () ' : '(function* () ', body, ')()']
  return isAsync ? [`${readable()}.from(`, generator, ')'] : generator
}
