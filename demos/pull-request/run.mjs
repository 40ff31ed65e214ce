// npm run demo -- pull-request: records a shop twelve times, changes it as a pull request might, and shows what that does to
// what was recorded.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { retrace, root } from '../retrace.mjs'
import { recordings } from './recordings.mjs'
import { makeProject, recordShop, startServices } from './shop.mjs'

/** What the branch changes: the kind of divergence that it is, and a text of the line. */
const planted = [
  ['changed-query', 'src/orders.js', 'placed_at <= now()'],
  ['changed-response', 'src/orders.js', '/ 100'],
  ['slower-in-calls', 'src/orders.js', '[[id]])'],
  ['fixed', 'src/customers.js', '?? []'],
]

const project = process.argv[2] ?? join(root, 'recordings', 'pull-request')
const git = (...args) => execFileSync('git', args, { cwd: project, encoding: 'utf8' })
const author = ['-c', 'user.name=Retrace', '-c', 'user.email=retrace@example.com']

title('Record the shop, with its database and the service that it asks for prices')
makeProject(project)
const services = await startServices()
for (const [name, requests] of Object.entries(recordings)) {
  await recordShop(project, name, requests, services.env)
  console.log(`  recordings/${name}`)
}

title('Stop them')
await services.stop()

title('Verify the code that was recorded')
const same = await verify()

title('Change it, as a pull request might')
git('init', '--quiet')
git('add', '.')
git(...author, 'commit', '--quiet', '--message', 'The shop and its recordings')
git('apply', fileURLToPath(new URL('branch.patch', import.meta.url)))
console.log(quoted(git('diff', '--stat')))

title('Verify what it is now')
const changed = await verify('--reporter', 'terminal', '--reporter', 'json=report.json')
const isRight = found().join('\n') === planted.map(placed).toSorted().join('\n')
console.log(isRight ? '\nThe four changes of the branch, and nothing else.' : '\nThat is not what the branch changes.')
process.exitCode = same === 0 && changed === 1 && isRight ? 0 : 1

async function verify(...args) {
  const { code, stdout, stderr } = await retrace(['verify', 'recordings', ...args], { cwd: project })
  console.log(quoted(stdout + stderr))
  console.log(`  exit code ${code}`)
  return code
}

/** What was found, as `changed-query src/orders.js:7`. */
function found() {
  const { divergences } = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8'))
  return divergences.map(({ kind, place }) => `${kind} ${place?.file}:${place?.line}`).toSorted()
}

function placed([kind, file, text]) {
  const [before] = readFileSync(join(project, file), 'utf8').split(text)
  return `${kind} ${file}:${before.split('\n').length}`
}

function title(text) {
  console.log(`\n${text}\n`)
}

function quoted(text) {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '  ')
}
