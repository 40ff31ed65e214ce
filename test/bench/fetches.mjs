import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { start } from '../services/start.mjs'
import { compare, inPairs } from './pairs.mjs'
import { timeNode } from './retrace.mjs'

const scripts = fileURLToPath(new URL('fetches', import.meta.url))
const server = fileURLToPath(new URL('../record/web.mjs', import.meta.url))
const core = import.meta.resolve('@retrace/core')

/** The last versions that run on Node 20. */
const packages = {
  '@pollyjs/adapter-fetch': '6.0.7',
  '@pollyjs/core': '6.0.6',
  '@pollyjs/persister-fs': '6.0.6',
  msw: '2.15.0',
  nock: '14.0.10',
  undici: '7.30.2',
}

const floors = {
  answers: 'one that only answers',
  'in-order': 'one that only keeps the order',
  client: "undici's client, over no socket",
}

/** Beside undici's agent with undici's own fetch, since it is for that. */
const others = [
  { name: "undici's SnapshotAgent", tool: ['undici'], fetch: ['undici'] },
  { name: "undici's SnapshotAgent in an async context", tool: ['undici', 'context'], fetch: ['undici'] },
  { name: 'msw', tool: ['msw'], fetch: [] },
  { name: 'Polly.JS', tool: ['polly'], fetch: [] },
  { name: 'nock', tool: ['nock'], fetch: [] },
]

/** How long a test takes that makes 1,000 calls of `fetch`, all from a fixture: Retrace beside what others offer. */
export async function fetches({ quick, tick }) {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-bench-'))
  try {
    cpSync(scripts, folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies: packages }))
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, stdio: 'pipe' })
    const web = await start(process.execPath, [server], { ready: /listening on (\d+)\n/ })
    const at = `http://127.0.0.1:${web.found[1]}`
    const run = async (script, mode, ...args) => {
      const env = { RETRACE_CORE: core, NODE_NO_WARNINGS: '1', RETRACE_MODE: '' }
      const { stdout } = await timeNode([`${script}.mjs`, at, mode, ...args], { cwd: folder, env })
      return Number(stdout)
    }
    for (const script of ['retrace', 'undici', 'nock', 'polly']) await run(script, 'record')
    await web.stop()
    const rows = []
    // How much of the fastest one's time is the fetching itself, and what undici's own client adds, which it goes without.
    for (const [way, name] of Object.entries(floors)) {
      const on = () => run('floor', 'replay', way)
      const pairs = await inPairs(quick ? 3 : 11, { tick, off: () => run('undici', 'replay'), on })
      rows.push(row(`1,000 fetches: undici's SnapshotAgent, ${name}`, pairs))
    }
    for (const { name, tool, fetch } of others) {
      const [script, ...args] = tool
      const on = () => run('retrace', 'replay', ...fetch)
      const pairs = await inPairs(quick ? 3 : 11, { tick, off: () => run(script, 'replay', ...args), on })
      rows.push(row(`1,000 fetches: ${name}, Retrace`, pairs))
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function row(name, pairs) {
  return compare(name, pairs, { unit: 'ms', off: (pair) => pair.off, on: (pair) => pair.on })
}
