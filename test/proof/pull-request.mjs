import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { applyBranch, foundIn, plantedIn } from '../../demos/pull-request/branch.mjs'
import { makeProject, recordAll } from '../../demos/pull-request/shop.mjs'
import { retrace, root } from '../../demos/retrace.mjs'

/**
 * The shop of demos/pull-request: its branch is told as the four changes that it is, the same each time; and each of them, accepted
 * alone, leaves the other three.
 */
export async function provePullRequest({ runs, tick }) {
  const project = join(root, 'recordings', 'pull-request-proof')
  const copy = `${project}-accepted`
  try {
    makeProject(project)
    await recordAll(project, () => tick('r'))
    const unchanged = await verify(project)
    applyBranch(project)
    const planted = plantedIn(project)
    const reports = []
    for (let i = 0; i < runs; i++) {
      reports.push(await verify(project))
      tick('.')
    }
    const results = [
      { what: 'unchanged', expected: [], reports: [unchanged] },
      { what: 'the branch', expected: planted, reports },
    ]
    for (const { id, kind } of reports[0].divergences) {
      rmSync(copy, { recursive: true, force: true })
      cpSync(project, copy, { recursive: true })
      const { code, stderr } = await retrace(['accept', 'recordings', '--id', id], { cwd: copy })
      if (code !== 0) throw new Error(stderr)
      const expected = planted.filter((its) => !its.startsWith(`${kind} `))
      results.push({ what: `${kind} accepted`, expected, reports: [await verify(copy)] })
      tick('a')
    }
    return results.map(problemsOf)
  } finally {
    for (const folder of [project, copy]) rmSync(folder, { recursive: true, force: true })
  }
}

async function verify(cwd) {
  const { stderr } = await retrace(['verify', 'recordings', '--reporter', 'json=report.json'], { cwd })
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))
}

function problemsOf({ what, expected, reports }) {
  const wrong = reports.map(foundIn).filter((found) => found.join() !== expected.join())
  const others = reports.filter((report) => withoutTimes(report) !== withoutTimes(reports[0]))
  return {
    what,
    runs: reports.length,
    found: foundIn(reports[0]).length,
    problems: [
      ...wrong.map(
        (found) => `expected ${expected.join(', ') || 'nothing'}, and found ${found.join(', ') || 'nothing'}`,
      ),
      ...others.map(() => 'another report than the first time'),
    ],
  }
}

function withoutTimes({ recordings, ...report }) {
  return JSON.stringify([report, recordings.map((its) => ({ ...its, milliseconds: 0 }))])
}
