/** The option `capture` of the plugins of test runners. */
import { RetraceError } from '../errors.ts'

export type CaptureOption = 'on-failure' | 'never'

/**
 * What holds for all tests: whether they are captured, and what `retrace.record()` goes by.
 *
 * @throws RetraceError `OPTION_WRONG`
 */
export function checkCapture<T extends { readonly capture?: CaptureOption }>(
  options: T,
): { readonly capture: CaptureOption; readonly recording: Omit<T, 'capture'> } {
  const { capture = 'never', ...recording } = options
  if (capture !== 'on-failure' && capture !== 'never')
    throw new RetraceError('OPTION_WRONG', {
      what: 'capture',
      given: JSON.stringify(capture),
      known: '`on-failure`, `never`',
    })
  return { capture, recording }
}
