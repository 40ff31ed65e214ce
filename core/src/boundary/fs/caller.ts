/** Whether a public function is called by Node's own code on its own account: then it isn't the program that asks. */

/** File and function of the frame that calls. */
const LOADERS = /^node:internal\/(?:modules|source_map)\//
const FS = /^node:fs /
const DIRECTORY_ENTRIES = /^node:internal\/fs\/utils getDirents?$/

const MODULE_FILE = /\.(?:[cm]?[jt]sx?|json|node|wasm|map)$/
/** A module that is imported may have no extension. */
const NO_EXTENSION = /(?:^|\/)[^./]*$/

interface Suspicion {
  /** Whether a path may be one of Node's own. */
  readonly mayBe: (path: unknown) => boolean
  readonly callers: RegExp
}

const anyPath = (): boolean => true

/** Functions that Node calls by way of the public object. */
const SUSPECTS: Readonly<Record<string, Suspicion>> = {
  // For file systems whose directories don't say of what type an entry is.
  lstat: { mayBe: anyPath, callers: DIRECTORY_ENTRIES },
  lstatSync: { mayBe: anyPath, callers: DIRECTORY_ENTRIES },
  // By a `readFileSync` or `appendFileSync` that a loader, or Retrace itself, took before it was patched.
  openSync: { mayBe: anyPath, callers: FS },
  writeFileSync: { mayBe: anyPath, callers: FS },
  readFile: { mayBe: isModuleFile, callers: LOADERS },
  readFileSync: { mayBe: isModuleFile, callers: LOADERS },
  realpathSync: { mayBe: anyPath, callers: LOADERS },
}

function isModuleFile(path: unknown): boolean {
  if (typeof path === 'string') return MODULE_FILE.test(path)
  return path instanceof URL && (MODULE_FILE.test(path.pathname) || NO_EXTENSION.test(path.pathname))
}

/**
 * Whether this call is Node's own. Looks at one frame of the stack, and only where the arguments leave room for doubt.
 *
 * @param wrapper - the public function as it stands patched: the frame above it is looked at
 */
export function isInternalCall(name: string, path: unknown, wrapper: object): boolean {
  const suspicion = SUSPECTS[name]
  return suspicion !== undefined && suspicion.mayBe(path) && suspicion.callers.test(callerOf(wrapper))
}

type CallSites = readonly { getFileName(): string | undefined; getFunctionName(): string | null }[]

function callerOf(wrapper: object): string {
  const { stackTraceLimit } = Error
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const holder: { stack?: unknown } = {}
  Error.stackTraceLimit = 1
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: (_error: unknown, [site]: CallSites) => `${site?.getFileName()} ${site?.getFunctionName() ?? ''}`,
    configurable: true,
    writable: true,
  })
  try {
    Error.captureStackTrace(holder, wrapper as () => void)
    return String(holder.stack)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepare) Object.defineProperty(Error, 'prepareStackTrace', prepare)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
  }
}
