/** Signals between the command and what it has started. */
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import type { Exit } from '../recording/manifest.ts'

const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const

/** Hands signals on to the child. Those that a terminal sends reach the child by themselves. Returns the undo. */
export function passSignals(child: ChildProcess): () => void {
  const handlers = PASSED.map((signal) => {
    const handler = (): void => {
      const byTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT')
      if (!byTerminal) child.kill(signal)
    }
    process.on(signal, handler)
    return [signal, handler] as const
  })
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler))
}

/** Ends this process as another one has ended. */
export function exitAs({ code, signal }: Exit): void {
  if (signal === null) process.exitCode = code ?? 1
  else {
    process.exitCode = 128 + (constants.signals[signal as NodeJS.Signals] ?? 0)
    process.kill(process.pid, signal)
  }
}
