import type { TextStyle } from '../style.ts'
import { call, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import type { Around } from './body.ts'

/** Lines that write a value to a file, for whoever proves the test. */
export function tell(
  value: Layout,
  file: string,
  { quote }: TextStyle,
  { imports }: Pick<Around, 'imports'>,
): Layout[] {
  const write = imports.named('node:fs', 'writeFileSync')
  const serialize = imports.named('node:v8', 'serialize')
  return [call(write, [stringSource(file, quote), call(serialize, [value])])]
}
