/** Attaches divergences to their test as vitest's annotations, which its UI and reports show. */
import type { CountedRecording } from '@retrace/core/runner'
import type { TestContext } from 'vitest'

type Annotated = Pick<TestContext, 'task' | 'annotate'>

/** Annotations are one line each; the attachment has all of it. */
const MAX_LENGTH = 200

export async function annotate(context: Annotated, recordings: readonly CountedRecording[]): Promise<void> {
  for (const { divergences, stack } of recordings)
    for (const { kind, severity, message } of divergences) {
      const [line = ''] = message.split('\n')
      const body = new TextEncoder().encode(message)
      const attachment = { body, contentType: 'text/plain' }
      const text = line.slice(0, MAX_LENGTH)
      // What fails the test is among its errors, which reporters show at their lines.
      if (severity === 'error') await add(context, text, `retrace: ${kind}`, attachment)
      else await at(stack, () => add(context, text, severity === 'warning' ? 'warning' : 'notice', attachment))
    }
}

/** Vitest takes the line of an annotation from the stack of who adds it: reporters show none that has no line in the test. */
function at<T>(stack: string, run: () => T): T {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  Error.prepareStackTrace = () => stack
  try {
    return run()
  } finally {
    if (before) Object.defineProperty(Error, 'prepareStackTrace', before)
    else delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace
  }
}

/** Only a test that runs is annotated, but what has become of it is known when it has run. */
function add(context: Annotated, ...annotation: [string, string, { body: Uint8Array; contentType: string }]): unknown {
  const { result } = context.task
  if (!result) return
  const { state } = result
  result.state = 'run'
  try {
    return context.annotate(...annotation)
  } finally {
    result.state = state
  }
}
