import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { command } from './command.mjs'
import { programProject, recordLoad, startServices } from './orders/project.mjs'

const liveHeap = fileURLToPath(new URL('orders/live-heap.cjs', import.meta.url))

/** How often it is looked at how much memory is used. */
const LOOK_MS = 20

/**
 * One recording of the orders API with many requests, verified: how long that takes. Then as many copies of a smaller one as are
 * said, one at a time: how much of its memory the command still needs, and how much the program that it starts has taken, at most.
 */
export async function proveManyRequests({ requests, counts, each, tick }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-many-')))
  const services = await startServices()
  try {
    const project = await programProject('orders-api', join(root, 'app'))
    await recordLoad(project, 'many', services, { requests, connections: 20 })
    await recordLoad(project, 'one', services, { requests: each, connections: 20 })
    tick('r')
    const many = await measured(project, 'many', [])
    tick('.')
    const memory = []
    for (const count of counts) {
      const folder = join(project, `of-${count}`)
      await mkdir(folder)
      for (let i = 0; i < count; i++) await cp(join(project, 'one'), join(folder, String(i)), { recursive: true })
      const live = join(root, `live-${count}`)
      const cost = await measured(project, `of-${count}`, ['--require', liveHeap], { LIVE_HEAP: live })
      memory.push({ count, ...cost, live: Number(await readFile(live, 'utf8')) })
      tick('.')
    }
    return { many, memory }
  } finally {
    await services.stop()
    await rm(root, { recursive: true, force: true })
  }
}

async function measured(project, recordings, flags, env = {}) {
  const begun = performance.now()
  const before = childTime()
  const args = [
    ...flags,
    command,
    'verify',
    recordings,
    '--jobs',
    '1',
    '--timeout',
    '600',
    '--reporter',
    'json=report.json',
  ]
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { PATH: process.env.PATH, ...env },
    stdio: 'ignore',
  })
  let isOver = false
  const closed = once(child, 'close').finally(() => (isOver = true))
  let [own, program] = [0, 0]
  while (!isOver) {
    own = Math.max(own, await peakOf(child.pid))
    for (const pid of await childrenOf(child.pid)) program = Math.max(program, await peakOf(pid))
    await sleep(LOOK_MS)
  }
  const [code] = await closed
  const seconds = (performance.now() - begun) / 1000
  return { code, seconds, cpu: childTime() - before, own, program }
}

/** Seconds of processor time that ended children of this process have taken, and theirs. */
function childTime() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

/** Megabytes. */
async function peakOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}

async function childrenOf(pid) {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.split(' ').filter(Boolean)
}
