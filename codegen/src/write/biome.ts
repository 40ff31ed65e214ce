import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { foldersAbove } from '../project/framework.ts'
import type { UserProject } from '../project/project.ts'

/** What Biome makes of a text; null where the project doesn't use it. */
export async function runBiome(
  args: readonly string[],
  file: string,
  text: string,
  project: UserProject,
): Promise<string | null> {
  const biome = project.folderOf('@biomejs/biome')
  const isConfigured = foldersAbove(file).some((folder) =>
    ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'].some((name) => existsSync(path.join(folder, name))),
  )
  if (biome === null || !isConfigured) return null
  const command = [path.join(biome, 'bin/biome'), ...args, `--stdin-file-path=${file}`]
  const child = spawn(process.execPath, command, { cwd: project.root, stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.end(text)
  const output = await textOf(child.stdout)
  // It gives nothing back of what it can't read.
  return output === '' ? null : output
}
