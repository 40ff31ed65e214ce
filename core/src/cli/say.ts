/** What the command says by itself goes to stderr: stdout is the program's. */
import colors from 'picocolors'
import { wantsColors } from '../divergence/paint.ts'

const { dim, red, yellow } = colors.createColors(wantsColors(2))

/** An error. */
export function say(message: string): void {
  process.stderr.write(`${red('retrace:')} ${message}\n`)
}

/** Something that the user should know. */
export function warn(message: string): void {
  process.stderr.write(`${yellow('retrace:')} ${message}\n`)
}

/** Something good to know. */
export function note(message: string): void {
  process.stderr.write(`${dim('retrace:')} ${message}\n`)
}
