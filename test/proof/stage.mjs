import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const programs = fileURLToPath(new URL('../../fixtures/programs/', import.meta.url))
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

/**
 * A temporary folder with all that one proof uses: a copy of the program, its recordings, a home, a folder for
 * temporary files, and an empty folder to start the replays in.
 */
export async function makeStage(name) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-proof-')))
  const within = (folder) => join(root, folder)
  for (const folder of ['recordings', 'home', 'tmp', 'elsewhere']) await mkdir(within(folder))
  const program = join(root, 'programs', name)
  await cp(join(programs, name), program, { recursive: true })
  await cp(join(programs, 'package.json'), join(root, 'programs', 'package.json'))
  await symlink(packages, join(root, 'programs', 'node_modules'))
  return {
    root,
    program,
    recordings: within('recordings'),
    elsewhere: within('elsewhere'),
    /** All that a replay has of an environment: nothing that leads to a service. */
    env: { PATH: process.env.PATH, HOME: within('home'), TMPDIR: within('tmp') },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}
