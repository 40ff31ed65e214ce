/** Attaches divergences to their test as vitest's annotations, which its UI and reports show. */
import type { CountedRecording } from '@retrace/core/runner'
import type { TestContext } from 'vitest'

/** Annotations are one line each; the attachment has all of it. */
const MAX_LENGTH = 200

export async function annotate(context: TestContext, recordings: readonly CountedRecording[]): Promise<void> {
  for (const { divergences } of recordings)
    for (const { kind, message } of divergences) {
      const [line = ''] = message.split('\n')
      const body = new TextEncoder().encode(message)
      await add(context, line.slice(0, MAX_LENGTH), `retrace: ${kind}`, { body, contentType: 'text/plain' })
    }
}

/** Only a test that runs is annotated, but what has become of it is known when it has run. */
function add(
  context: TestContext,
  ...annotation: [string, string, { body: Uint8Array; contentType: string }]
): unknown {
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
