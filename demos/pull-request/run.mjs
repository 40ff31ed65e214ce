// npm run demo -- pull-request: records a shop twelve times, changes it as a pull request might, and shows what that does to
// what was recorded.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { retrace, root } from '../retrace.mjs'
import { accented, title } from '../say.mjs'
import { applyBranch, foundIn, plantedIn } from './branch.mjs'
import { makeProject, recordAll } from './shop.mjs'

const project = process.argv[2] ?? join(root, 'recordings', 'pull-request')

title('Record the shop, with its database and the service that it asks for prices; then stop these')
makeProject(project)
await recordAll(project, (name) => console.log(`  recordings/${name}`))

title('Verify the code that was recorded')
const same = await verify()

title('Change it, as a pull request might')
console.log(quoted(applyBranch(project)))

title('Verify what it is now')
const changed = await verify('--reporter', 'terminal', '--reporter', 'json=report.json')
const report = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8'))
const isRight = foundIn(report).join() === plantedIn(project).join()
console.log(isRight ? '\nThe four changes of the branch, and nothing else.' : '\nThat is not what the branch changes.')
process.exitCode = same === 0 && changed === 1 && isRight ? 0 : 1

async function verify(...args) {
  const { code, stdout, stderr } = await retrace(['verify', 'recordings', ...args], { cwd: project })
  console.log(quoted(stdout + stderr))
  console.log(`  exit code ${code}`)
  return code
}

function quoted(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line && `  ${accented(line)}`)
    .join('\n')
}
