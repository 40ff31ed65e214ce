import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './command.mjs'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Packs packages as npm would publish them.
 *
 * @param folders - of the packages
 * @returns their tarballs, by the names of the packages
 */
export async function pack(folders, root) {
  const packed = join(root, 'packed')
  await mkdir(packed)
  const workspaces = folders.flatMap((folder) => ['-w', folder])
  await succeed('npm', ['pack', ...workspaces, '--pack-destination', packed], repository)
  const files = await readdir(packed)
  return Object.fromEntries(
    files.map((file) => [`@retrace/${/^retrace-(.*?)-\d/.exec(file)[1]}`, `file:${join(packed, file)}`]),
  )
}

/** Installs the packages of a project, and others by what is given for them. */
export function install(folder, others = []) {
  return succeed('npm', ['install', ...others, '--save-exact', '--no-audit', '--no-fund', '--loglevel=error'], folder)
}

async function succeed(file, args, cwd) {
  const { code, stdout, stderr } = await run(file, args, { cwd })
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
}
