import process from 'node:process'
import { RetraceError } from '../errors.ts'

/** Does the work of a command; where a machine is to read what comes of it, an error is said on stdout too. */
export async function answerJson(json: boolean | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (json === true && RetraceError.is(error)) {
      const { code, message, details } = error
      process.stdout.write(`${JSON.stringify({ code, message, details })}\n`)
    }
    throw error
  }
}
