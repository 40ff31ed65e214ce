/** Whether a public function is called by Node's module loaders or its source maps: then it isn't the program that asks. */

const INTERNAL = /^node:(?:internal\/(?:modules|source_map)\/|fs$)/
const MODULE_FILE = /\.(?:[cm]?[jt]sx?|json|node|wasm|map)$/

/** Functions that loaders call by way of the public object, and whether this argument can be one of theirs. */
const SUSPECTS: Readonly<Record<string, (path: unknown) => boolean>> = {
  // By a `readFileSync` that they took before it was patched.
  openSync: isModuleFile,
  readFile: isModuleFile,
  readFileSync: isModuleFile,
  realpathSync: () => true,
}

function isModuleFile(path: unknown): boolean {
  return path instanceof URL || (typeof path === 'string' && MODULE_FILE.test(path))
}

/**
 * Whether this call is a loader's. Looks at one frame of the stack, and only where the arguments leave room for doubt.
 *
 * @param wrapper - the public function as it stands patched: the frame above it is looked at
 */
export function isLoaderCall(name: string, path: unknown, wrapper: object): boolean {
  return SUSPECTS[name]?.(path) === true && INTERNAL.test(callerOf(wrapper))
}

type CallSites = readonly { getFileName(): string | undefined }[]

function callerOf(wrapper: object): string {
  const { stackTraceLimit } = Error
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const holder: { stack?: unknown } = {}
  Error.stackTraceLimit = 1
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: (_error: unknown, sites: CallSites) => sites[0]?.getFileName() ?? '',
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
