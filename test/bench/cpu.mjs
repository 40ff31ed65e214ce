import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']))

/**
 * The CPU seconds of a process and all that it started, as the kernel counts them. Asked from outside, so that it can't
 * disturb what is measured; so it needs Linux's /proc.
 */
export function cpuSeconds(pid) {
  return processTree(pid).reduce((sum, id) => sum + ticksOf(id), 0) / ticksPerSecond
}

function processTree(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return [pid, ...children.flatMap(processTree)]
}

/** User and system time, its own and that of the children that have ended. */
function ticksOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is the name in parentheses, which may hold anything; the times are the fields 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
}
