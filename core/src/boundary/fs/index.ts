/** The file system: `fs` and `fs.promises`, with their streams, handles, directories and watchers. */
import type { Boundary } from '../boundary.ts'
import { installBlob } from './blob.ts'
import { installCallback } from './callback.ts'
import { registerClasses } from './classes.ts'
import { installCopy } from './copy.ts'
import { installDir } from './dir.ts'
import { installDisposable } from './disposable.ts'
import { installFileHandle } from './file-handle.ts'
import { installPromises } from './promises.ts'
import { Descriptors, type FsSupport } from './support.ts'
import { installSync } from './sync.ts'
import { Warnings } from './warnings.ts'
import { installWatch } from './watch.ts'

export const fileSystem: Boundary = {
  name: 'fs',
  install(context) {
    const support: FsSupport = {
      context,
      gate: context.gate,
      descriptors: new Descriptors(),
      warnings: new Warnings(context),
    }
    registerClasses()
    installFileHandle(support)
    installDir(support)
    installWatch(support)
    installBlob(support)
    installCopy(support)
    installDisposable(support)
    installSync(support)
    installCallback(support)
    installPromises(support)
  },
}
