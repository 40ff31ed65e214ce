/** Where recordings are kept: `recordings/rec-YYYYMMDD-HHMMSS-PID/`, and `recordings/latest`. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { OriginalDate, originalFs as fs } from '../originals.ts'
import { FOLDER_MODE } from './files.ts'

export const RECORDINGS = 'recordings'
export const LATEST = 'latest'

/** `rec-YYYYMMDD-HHMMSS-PID`, in local time. */
export function recordingName(time: number, pid: number): string {
  const date = new OriginalDate(time)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`
  return `rec-${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}-${pid}`
}

/**
 * Makes the folder of a new recording.
 *
 * @param out - the folder that was asked for; it must not exist, or be empty
 * @throws RetraceError `OUTPUT_EXISTS` or `OUTPUT_UNWRITABLE`
 */
export function makeFolder(out: string): string {
  const folder = path.resolve(out)
  try {
    if (fs.existsSync(folder)) {
      if (!fs.statSync(folder).isDirectory() || fs.readdirSync(folder).length > 0)
        throw new RetraceError('OUTPUT_EXISTS', { what: folder })
      // Nobody else may read what a program was told.
      fs.chmodSync(folder, FOLDER_MODE)
    }
    makeFolders(folder)
    return folder
  } catch (error) {
    if (RetraceError.is(error)) throw error
    throw new RetraceError('OUTPUT_UNWRITABLE', { what: folder, why: (error as Error).message }, error)
  }
}

/** Folder by folder: Node's own `recursive` tries for ever where a file system such as /proc takes no folders. */
function makeFolders(folder: string): void {
  if (fs.existsSync(folder)) return
  makeFolders(path.dirname(folder))
  fs.mkdirSync(folder, { mode: FOLDER_MODE })
}

/** Makes `PARENT/rec-…` for a recording that begins now, and lets `PARENT/latest` lead to it. */
export function makeNumberedFolder(parent: string, time: number, pid: number): string {
  const folder = makeFolder(path.join(parent, recordingName(time, pid)))
  pointLatest(folder)
  return folder
}

function pointLatest(folder: string): void {
  const link = path.join(path.dirname(folder), LATEST)
  const temporary = `${link}.${process.pid}`
  try {
    fs.symlinkSync(path.basename(folder), temporary, 'dir')
    fs.renameSync(temporary, link)
  } catch {
    // A file system without symbolic links: the recording is good without it.
    fs.rmSync(temporary, { force: true })
  }
}

/**
 * The folder for a process that records by itself: the one that was asked for, or a numbered one below `recordings`,
 * or below the one that was asked for where it ends with a slash or holds numbered recordings already.
 */
export function chooseFolder(asked: string | undefined, time: number, pid: number): string {
  if (asked === undefined || asked === '') return makeNumberedFolder(path.resolve(RECORDINGS), time, pid)
  const holdsRecordings = /[\\/]$/.test(asked) || hasNumbered(asked)
  return holdsRecordings ? makeNumberedFolder(path.resolve(asked), time, pid) : makeFolder(asked)
}

function hasNumbered(folder: string): boolean {
  try {
    return fs.readdirSync(folder).some((name) => /^rec-\d{8}-\d{6}-\d+$/.test(name))
  } catch {
    return false
  }
}
