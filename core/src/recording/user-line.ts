/** The first line of the user's own code in a stack. */
import { fileURLToPath } from 'node:url'
import { isOwnFile } from '../code-folder.ts'

/** `FILE:LINE:COLUMN` of the first frame that is neither Node's, nor Retrace's, nor a package's; a package's if there is no other. */
export function firstUserLine(stack: string): string | null {
  const places = stack.split('\n').flatMap((line) => {
    const place = /(?:\(|at (?:async )?)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1]
    if (place === undefined) return []
    const plain = place.startsWith('file://') ? fromUrl(place) : place
    return isOwnFile(plain) ? [] : [plain]
  })
  return places.find((place) => !/[\\/]node_modules[\\/]/.test(place)) ?? places[0] ?? null
}

function fromUrl(place: string): string {
  const [, url, position] = /^(.*?)(:\d+:\d+)$/.exec(place) as unknown as [string, string, string]
  return fileURLToPath(url) + position
}
