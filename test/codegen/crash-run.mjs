import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Neither what a test runner nor what a CI has set. */
export const machine = { PATH: process.env.PATH, HOME: process.env.HOME }

/**
 * Runs a program of fixtures/crashes to its end: gives it its input, and makes the request that its `crash.json` has.
 *
 * @param line - what starts Node, up to the program's own path
 * @returns `code`, the outputs, and `status`, of the response
 */
export async function runCrash(crash, line, { cwd, env }) {
  const [file, ...args] = [...line, ...crash.command]
  const child = spawn(file, args, { cwd, env: { ...machine, ...env }, stdio: 'pipe' })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const closed = once(child, 'close').finally(() => process.off('exit', kill))
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      output[name] += chunk
    })
  }
  child.stdin.end(crash.stdin ?? '')
  const status = crash.request ? await ask(child, crash.request) : undefined
  const [code] = await closed
  return { code, status, ...output }
}

/**
 * Makes a request once the program says where it listens, and ends the program if it answers.
 *
 * @returns the status of the response, or undefined where there was none
 */
async function ask(child, { method, target, headers, body }) {
  const address = await listening(child)
  if (!address) return undefined
  try {
    const response = await fetch(new URL(target, address), { method, headers, body })
    await response.text()
    child.kill('SIGTERM')
    return response.status
  } catch (error) {
    // So it fails when the program goes down on the request.
    if (error.message !== 'fetch failed') throw error
    return undefined
  }
}

function listening(child) {
  let output = ''
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      const found = /listening on (\S+)\n/.exec(output)
      if (found) resolve(found[1])
    })
    child.once('close', () => resolve(undefined))
  })
}

/** Whether a run ended as `crash.json` says. */
export function isCrash({ error, printed = error, message = '', request }, { code, status, stderr }) {
  const isFailed = code === 1 || (request !== undefined && status >= 500)
  return isFailed && new RegExp(`^\\[?${printed}( \\[\\w+\\])?: `, 'm').test(stderr) && stderr.includes(message)
}
