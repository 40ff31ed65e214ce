/** The test file that runs in this realm: what `setup.ts` knows of it, for whoever loads the core. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RetraceOptions } from './options.ts'

export interface TestFile {
  readonly options: RetraceOptions
}

/** Modules of this package may be there twice: as vitest has them, and as Node has. */
const KEY = Symbol.for('retrace.vitest')
const realm = globalThis as unknown as Record<symbol, TestFile | undefined>

export function setTestFile(file: TestFile): void {
  realm[KEY] = file
}

export function testFile(): TestFile | undefined {
  return realm[KEY]
}

/** Whether a test file of this process has loaded the core, maybe in another context. */
export function isCoreLoaded(): boolean {
  return Symbol.for('retrace.instance') in AsyncLocalStorage
}
