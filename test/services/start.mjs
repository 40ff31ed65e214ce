import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const programs = new URL('../../fixtures/programs/', import.meta.url)

/**
 * Starts one of the servers in fixtures/programs and waits for the line in which it gives its address. `script` is a
 * path under that folder; `env` is added to the environment.
 */
export async function startFixture(script, env = {}) {
  const { found, stop } = await start(process.execPath, [fileURLToPath(new URL(script, programs))], {
    env,
    ready: /listening on (\S+)/,
  })
  return { url: found[1], stop }
}

/**
 * Starts a command and waits until its output matches `ready`. It ends with this process at the latest.
 */
export async function start(command, args, { ready, env = {} }) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const closed = once(child, 'close').finally(() => process.off('exit', kill))

  const found = await new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk) => {
      output += chunk
      const match = ready.exec(output)
      if (match) resolve(match)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    closed.then(() => reject(new Error(`${command} ${args.join(' ')} ended too early:\n${output}`)), reject)
  })

  async function stop() {
    child.kill('SIGTERM')
    const impatience = setTimeout(kill, 3000)
    await closed
    clearTimeout(impatience)
  }
  return { found, stop }
}
