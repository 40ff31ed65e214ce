/** `replay.code-workspace`: opens the program's sources in VS Code, where F5 replays under its JavaScript debugger. */
import path from 'node:path'
import { writeWhole } from './files.ts'
import type { Manifest } from './manifest.ts'
import { CODE_FOLDER } from '../code-folder.ts'

export const WORKSPACE = 'replay.code-workspace'
/** Not Node's own 9229, which a program under development may have taken. */
const PORT = 9339

const COMMAND = path.join(CODE_FOLDER, 'cli', 'main.js')

export function writeWorkspace(folder: string, manifest: Manifest): void {
  const live = manifest.sources.root === '' ? manifest.cwd : manifest.sources.root
  const relative = path.relative(folder, live)
  const configuration = (name: string, ...options: string[]): object => ({
    name,
    type: 'node',
    request: 'launch',
    program: COMMAND,
    args: ['replay', `--inspect-brk=${PORT}`, ...options, '${workspaceFolder:recording}'],
    // The command starts the program in a process of its own; the debugger is attached to that one.
    attachSimplePort: PORT,
    continueOnAttach: true,
    cwd: '${workspaceFolder:program}',
    console: 'integratedTerminal',
    sourceMaps: true,
    outFiles: ['${workspaceFolder:program}/**/*.js', '!**/node_modules/**'],
    skipFiles: ['<node_internals>/**', `${path.dirname(path.dirname(COMMAND))}/**`],
  })
  const workspace = {
    folders: [
      { name: 'program', path: relative.startsWith('..') && relative.split(path.sep).length > 6 ? live : relative },
      { name: 'recording', path: '.' },
    ],
    launch: {
      version: '0.2.0',
      configurations: [
        configuration('Replay'),
        configuration('Replay, passing over new reads of clock and randomness', '--lenient'),
        configuration('Replay the recorded sources', '--sources', 'recorded'),
      ],
    },
  }
  writeWhole(path.join(folder, WORKSPACE), `${JSON.stringify(workspace, null, 2)}\n`)
}
