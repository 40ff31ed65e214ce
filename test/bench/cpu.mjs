import { readdirSync, readFileSync } from 'node:fs'

/**
 * The CPU seconds of a process and of the children that it has, as the kernel counts them, to the nanosecond. Asked from
 * outside, so that it can't disturb what is measured; so it needs Linux's /proc.
 */
export function cpuSeconds(pid) {
  return processTree(pid).reduce((sum, id) => sum + nanosecondsOf(id), 0) / 1e9
}

function processTree(pid) {
  const children = threads(pid).flatMap((thread) =>
    readFileSync(`${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return [pid, ...children.flatMap(processTree)]
}

/** The first figure of a thread's `schedstat` is the time it has run. */
function nanosecondsOf(pid) {
  return threads(pid).reduce(
    (sum, thread) => sum + Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]),
    0,
  )
}

function threads(pid) {
  return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`)
}
