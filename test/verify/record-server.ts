/** Records a server, or what waits for messages, while it is sent some. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { COMMAND, plainEnvironment } from '../support/cli.ts'

/** Waits for the address that a server gives, and that it is ready; the recording is finished once `SIGTERM` has ended it. */
export async function recordServer(
  folder: string,
  env: Readonly<Record<string, string>>,
  send: (url: string) => Promise<unknown>,
  args: readonly string[] = [],
): Promise<void> {
  const command = ['record', '--out', path.join(folder, 'recording'), '--', process.execPath, 'server.js', ...args]
  const child = spawn(process.execPath, [COMMAND, ...command], {
    cwd: folder,
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      output += String(part)
      const found = /(?:on|from) (\w+:\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    closed.then(() => reject(new Error(`the server ended too early: ${output}`)), reject)
  })
  await send(url)
  child.kill('SIGTERM')
  await closed
}
