import type { Inspector } from './inspector.ts'

/** Lets worker threads run: those of a process that waited for a debugger each wait for one too. */
export async function letWorkersRun(inspector: Inspector): Promise<void> {
  inspector.on<{ sessionId: string }>('NodeWorker.attachedToWorker', ({ sessionId }) => {
    const message = JSON.stringify({ id: 1, method: 'Runtime.runIfWaitingForDebugger' })
    // A worker, and the program, may have ended in the meantime.
    inspector.send('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(() => {})
  })
  await inspector.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
}
