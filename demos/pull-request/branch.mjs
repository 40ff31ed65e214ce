// What the branch changes: applied to the project of the shop, and found again in what is told of it.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The kind of divergence that each change is, and a text of its line. */
const planted = [
  ['changed-query', 'src/orders.js', 'placed_at <= now()'],
  ['changed-response', 'src/orders.js', '/ 100'],
  ['slower-in-calls', 'src/orders.js', '[[id]])'],
  ['fixed', 'src/customers.js', '?? []'],
]

const author = ['-c', 'user.name=Retrace', '-c', 'user.email=retrace@example.com']

/** Gives what git says of it. */
export function applyBranch(project) {
  const git = (...args) => execFileSync('git', args, { cwd: project, encoding: 'utf8' })
  git('init', '--quiet')
  git('add', '.')
  git(...author, 'commit', '--quiet', '--message', 'The shop and its recordings')
  git('apply', fileURLToPath(new URL('branch.patch', import.meta.url)))
  return git('diff', '--stat')
}

/** The four changes in a project, as `changed-query src/orders.js:7`. */
export function plantedIn(project) {
  const all = planted.map(([kind, file, text]) => {
    const [before] = readFileSync(join(project, file), 'utf8').split(text)
    return `${kind} ${file}:${before.split('\n').length}`
  })
  return all.toSorted()
}

/** What a report has found, in the same form. */
export function foundIn({ divergences }) {
  return divergences.map(({ kind, place }) => `${kind} ${place?.file}:${place?.line}`).toSorted()
}
