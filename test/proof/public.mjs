import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, copySources, publicCrashes } from '../codegen/crash-programs.mjs'
import { proveCrash } from './crash.mjs'
import { install, pack } from './packed.mjs'

/**
 * Has each program of fixtures/public crash over a package of npm, in the version that has the bug; all is as
 * `proveCrash` says, outside of the repository and from packed packages. It is mended by the version that has the fix.
 *
 * @param only - a part of the name of a program
 * @returns for each program what came of it, with its `problems`
 */
export async function provePublic({ only = '', tick = () => {} }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-public-')))
  const results = []
  try {
    const tarballs = await pack(['core', 'codegen', 'vitest-plugin', 'jest-environment'], root)
    for (const crash of publicCrashes.filter(({ name }) => name.includes(only))) {
      const result = await proveInstalled(crash, root, tarballs)
      results.push(result)
      tick(result)
    }
    return results
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function proveInstalled(crash, root, tarballs) {
  const cwd = await copySources(crash, root)
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'))
  const broken = dependencies[crash.fixed.slice(0, crash.fixed.lastIndexOf('@'))]
  const own = Object.keys(tarballs).filter((name) => name in devDependencies)
  try {
    await install(
      cwd,
      own.map((name) => tarballs[name]),
    )
    await build(crash, cwd)
    const cli = [join(cwd, 'node_modules/.bin/retrace')]
    const result = await proveCrash(crash, { cwd, cli, mend: () => install(cwd, [crash.fixed]) })
    return { ...result, broken }
  } catch (error) {
    return { crash, broken, problems: [error.message] }
  }
}
