/** What is read in the place of a fixture: `retrace shrink` tries smaller ones, and leaves the fixture itself alone. */
import { originalEnv, originalFs as fs } from '../originals.ts'

/** The path of a fixture and that of the file to read in its place, as a JSON list. */
export const ENV_STAND_IN = 'RETRACE_STAND_IN'

/** The file to read for a fixture: mostly itself. */
export function standInFor(fixture: string): string {
  const said = originalEnv[ENV_STAND_IN]
  if (said === undefined || said === '') return fixture
  const [its, file] = JSON.parse(said) as [string, string]
  return fs.realpathSync(its) === fs.realpathSync(fixture) ? file : fixture
}

/** Whether fixtures are being tried. */
export function isTrial(): boolean {
  return Boolean(originalEnv[ENV_STAND_IN])
}
