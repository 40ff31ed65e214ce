/**
 * Ends processes with this one, however that ends: a replay that waits for its debugger would wait for ever, and a signal of a
 * terminal doesn't come to a group of its own. Of SIGKILL a process hears nothing, but the system closes its pipes: another
 * one waits for that.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import type { Writable } from 'node:stream'

const WATCHER = `
const targets = new Set()
let rest = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (part) => {
  const lines = (rest + part).split('\\n')
  rest = lines.pop()
  for (const line of lines) targets[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)))
})
process.stdin.on('close', () => {
  for (const target of targets)
    try {
      process.kill(target, 'SIGKILL')
    } catch {}
})`

let watcher: ChildProcess | null = null

/**
 * @param target - a process; negative where it leads a group, which is then ended with it
 * @returns what is called once it is over
 */
export function endWithThis(target: number | undefined): () => void {
  // It could not be started.
  if (target === undefined) return () => {}
  const { stdin } = (watcher ??= watch())
  stdin?.write(`+${target}\n`)
  return () => stdin?.write(`-${target}\n`)
}

function watch(): ChildProcess {
  const { NODE_OPTIONS: _, ...env } = process.env
  const child = spawn(process.execPath, ['-e', WATCHER], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  })
  // It may be gone, or not have been had: then all ends as it would without it.
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  // Nobody waits for it.
  child.unref()
  ;(child.stdin as Writable & { unref(): void }).unref()
  return child
}
