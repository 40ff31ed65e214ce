/** What the program under review writes to files, with the lines that do it. */
import { tmpdir } from 'node:os'
import { syncBuiltinESMExports } from 'node:module'
import { fileSystem } from '../../boundary/fs/index.ts'
import { Patches } from '../../boundary/patches.ts'
import type { Frame } from '../../divergence/frames.ts'
import { WrittenGate } from '../../gate/written.ts'
import { originalCwd } from '../../originals.ts'
import { encodeValue } from '../../tape/codec.ts'
import type { Written } from '../behaviour.ts'
import type { Places } from '../places.ts'
import { sourceOf } from '../source-of.ts'
import { isOfWriting, projectPaths, WrittenFiles } from './written-files.ts'

interface At {
  readonly frames: readonly Frame[]
  readonly during: number | null
}

export class WatchedFiles {
  readonly #files: WrittenFiles<At>
  readonly #places: Places

  /** @param roots - folders that the project is in */
  constructor(places: Places, roots: readonly string[]) {
    this.#places = places
    this.#files = new WrittenFiles(projectPaths(roots, originalCwd, tmpdir()))
  }

  watch(): void {
    const gate = new WrittenGate((name, asked) => {
      if (!isOfWriting(name)) return null
      const { here: frames, request: during } = this.#places
      return (result) => {
        // Only of handles that are known to be the program's are the methods seen; what is written to a tape is known.
        if (name === 'fs.promises.open') encodeValue(result)
        this.#files.take(name, asked, result, { frames, during })
      }
    })
    gate.aside(() => fileSystem.install({ gate, patches: new Patches(), realm: globalThis, facts: {} }))
    syncBuiltinESMExports()
  }

  get written(): Written[] {
    return this.#files.files.map(([file, content, { frames, during }]) => {
      return { file, content, during, trail: frames.map(sourceOf) }
    })
  }
}
