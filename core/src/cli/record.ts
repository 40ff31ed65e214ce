/** `retrace record`: runs a command with the preload in it, and finishes the folder once it has ended. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { finishRecording } from '../recording/finish.ts'
import { makeFolder, makeNumberedFolder, RECORDINGS } from '../recording/folder.ts'
import { type Exit, type Manifest, TAPE } from '../recording/manifest.ts'
import { ENV_NODE_OPTIONS, ENV_PATH, ENV_REQUEST, ENV_SWITCH, type Request } from '../recording/request.ts'
import { withPreload } from '../start/node-options.ts'
import { progress } from './progress.ts'
import { note, say, warn } from './say.ts'
import { exitAs, passSignals } from '../start/signals.ts'
import { describeTaint } from './taint.ts'

export async function record(command: readonly string[], options: { readonly out?: string }): Promise<void> {
  const parent = path.resolve(RECORDINGS)
  const folder =
    options.out === undefined ? makeNumberedFolder(parent, Date.now(), process.pid) : makeFolder(options.out)
  const { exit, pid } = await run(command, folder)
  const manifest = finish(folder, command, exit, pid)
  // On a terminal only: what reads the program's stderr is to find the program's there.
  if (manifest && process.stderr.isTTY) note(`recorded ${manifest.events} events into ${path.relative('', folder)}`)
  if (manifest) for (const line of describeTaint(manifest)) warn(line)
  exitAs(exit)
}

function run(command: readonly string[], folder: string): Promise<{ exit: Exit; pid: number | undefined }> {
  const [file, ...args] = command as [string, ...string[]]
  const request: Request = { mode: 'record', folder }
  const { [ENV_SWITCH]: _switch, [ENV_PATH]: _path, ...environment } = process.env
  const env = {
    ...environment,
    [ENV_REQUEST]: JSON.stringify(request),
    [ENV_NODE_OPTIONS]: environment['NODE_OPTIONS'] ?? '',
    NODE_OPTIONS: withPreload(environment['NODE_OPTIONS']),
  }
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env })
    const stopPassing = passSignals(child)
    child.on('error', (error: NodeJS.ErrnoException) => {
      removeEmpty(folder)
      const why = error.code === 'ENOENT' ? 'no such command' : error.message
      reject(new RetraceError('COMMAND_MISSING', { what: file, why, given: 'the command after `--`' }, error))
    })
    child.on('exit', (code, signal) => {
      stopPassing()
      resolve({ exit: { code, signal }, pid: child.pid })
    })
  })
}

function finish(folder: string, command: readonly string[], exit: Exit, pid: number | undefined): Manifest | null {
  if (!fs.existsSync(path.join(folder, TAPE))) {
    removeEmpty(folder)
    say(new RetraceError('COMMAND_NOT_RECORDED', { what: command.join(' ') }).message)
    return null
  }
  try {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    return finishRecording(folder, {
      exit,
      pid,
      timeZone,
      onProgress: (done) => progress(`finishing the recording: ${Math.round(done * 100)} %`),
    })
  } catch (error) {
    say(
      RetraceError.is(error)
        ? error.message
        : new RetraceError('OUTPUT_UNWRITABLE', { what: folder, why: (error as Error).message }).message,
    )
    return null
  } finally {
    progress('')
  }
}

/** Takes back a folder that nothing was recorded into, and `latest` with it. */
function removeEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder)
    const latest = path.join(path.dirname(folder), 'latest')
    if (fs.readlinkSync(latest) === path.basename(folder)) fs.unlinkSync(latest)
  } catch {
    // There is something in it after all, or there is no `latest`.
  }
}
