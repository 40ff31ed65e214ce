/** The first line of the user's own code in a stack. */
import { fileURLToPath } from 'node:url'
import { isOwnSource } from '../code-folder.ts'
import type { Frame } from '../divergence/frames.ts'

/** `FILE:LINE:COLUMN` of the first frame that is neither Node's, nor Retrace's, nor a package's; a package's if there is no other. */
export function firstUserLine(stack: string): string | null {
  const places = placesIn(stack)
  return places.find(isUsers) ?? places[0] ?? null
}

/** The same, as a frame in the file that runs. */
export function firstUserFrame(stack: string): Frame | null {
  const place = firstUserLine(stack)
  return place === null ? null : frameAt(place)
}

/** All frames of the user's own code, innermost first, in the files that run. */
export function userFrames(stack: string): Frame[] {
  return placesIn(stack).filter(isUsers).map(frameAt)
}

function frameAt(place: string): Frame {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) as unknown as [string, string, string, string]
  return { file, line: Number(line), column: Number(column), name: '' }
}

function placesIn(stack: string): string[] {
  return stack.split('\n').flatMap((line) => {
    const place = /(?:\(|at (?:async )?)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1]
    if (place === undefined) return []
    const plain = place.startsWith('file://') ? fromUrl(place) : place
    return isOwnSource(plain) ? [] : [plain]
  })
}

function isUsers(place: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(place)
}

/** An error that is shown where the user's code is that a stack leads to: of the error's own only its message is left. */
export function shownAt<E extends Error>(error: E, stack: string): E {
  const lines = stack.split('\n').filter((line) => isOfUser(line))
  error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n')
  return error
}

/** A stack that begins at a place. */
export function stackFrom(
  place: { readonly file: string; readonly line: number; readonly column: number } | null,
  stack: string,
): string {
  return place ? `    at ${place.file}:${place.line}:${place.column}\n${stack}` : stack
}

/** Whether a line of a stack, or any in a whole one, is of the user's own code. */
export function isOfUser(stack: string): boolean {
  const place = firstUserLine(stack)
  return place !== null && isUsers(place)
}

function fromUrl(place: string): string {
  const [, url, position] = /^(.*?)(:\d+:\d+)$/.exec(place) as unknown as [string, string, string]
  return fileURLToPath(url) + position
}
