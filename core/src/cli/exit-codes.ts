/** Exit codes of the command, as `sysexits.h` and shells have them. */
import type { ErrorCode } from '../errors.ts'

export const EXIT_USAGE = 64
export const EXIT_NO_INPUT = 66
export const EXIT_DIVERGED = 70
export const EXIT_CANT_CREATE = 73
export const EXIT_NOT_FOUND = 127
/** Of `retrace verify` alone: the code under review does something else. */
export const EXIT_DIVERGENCE = 1
/** Of `retrace verify` alone: whether it does could not be found out. */
export const EXIT_UNVERIFIED = 2

export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'USAGE':
    case 'NO_PROJECT':
    case 'CODEGEN_MISSING':
    case 'NO_TEST_FRAMEWORK':
    case 'TWO_TEST_FRAMEWORKS':
    case 'RUNNER_PACKAGE_MISSING':
    case 'RUNNER_NOT_STARTED':
    case 'TEST_LEFT_OUT':
    case 'FAST_CHECK_MISSING':
    case 'SHRINK_NO_TEST':
      return EXIT_USAGE
    case 'RECORDING_MISSING':
    case 'NOT_A_RECORDING':
    case 'RECORDING_UNREADABLE':
    case 'RECORDING_DAMAGED':
    case 'RECORDING_EMPTY':
    case 'RECORDING_NEWER':
    case 'SOURCES_MISSING':
    case 'NO_FAILURE':
    case 'NOTHING_CHOSEN':
    case 'NOT_CALLED':
    case 'FAILURE_ELSEWHERE':
    case 'NO_PLACE_TO_TEST':
    case 'NO_SUCH_FUNCTION':
    case 'PROPERTY_UNPROVED':
    case 'SHRINK_NOT_FAILING':
    case 'FIXTURE_UNREADABLE':
    case 'FIXTURE_BODY_UNREADABLE':
    case 'FIXTURE_NEWER':
      return EXIT_NO_INPUT
    case 'REPLAY_UNANSWERED':
    case 'NOT_SAME_AGAIN':
    case 'DEBUGGER_CRASHED':
    case 'SHRINK_UNSTEADY':
      return EXIT_DIVERGED
    case 'TEST_EDITED':
    case 'TEST_UNREADABLE':
    case 'TEST_UNWRITABLE':
    case 'OUTPUT_EXISTS':
    case 'OUTPUT_UNWRITABLE':
    case 'FIXTURE_UNWRITABLE':
      return EXIT_CANT_CREATE
    case 'COMMAND_MISSING':
      return EXIT_NOT_FOUND
    default:
      return 1
  }
}
