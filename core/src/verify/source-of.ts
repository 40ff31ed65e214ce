import type { Frame } from '../divergence/frames.ts'
import { originalPosition } from '../divergence/position.ts'
import type { Place } from './behaviour.ts'

/** The line in the source that a person wrote. */
export function sourceOf(frame: Frame): Place {
  const { file, line, column, name } = originalPosition(frame)
  return { file, line, column, name }
}
