/**
 * What is not captured: the table of what taints a recording, each with its reason, at its first use (not when it is
 * loaded). In a replay these run live, or, where the table says so, not at all.
 */
import cluster from 'node:cluster'
import http2 from 'node:http2'
import inspector from 'node:inspector'
import Module from 'node:module'
import v8 from 'node:v8'
import vm from 'node:vm'
import type { Boundary, Context } from './boundary.ts'
import { HTTP2 } from './http2-taint.ts'
import { taintOnce } from './taint-once.ts'

type AnyFn = (this: unknown, ...args: unknown[]) => unknown
type Target = Record<string, AnyFn>

interface Taint {
  readonly target: object | undefined
  readonly keys: readonly string[]
  readonly reason: string
}

const TEST_RUNNER =
  'This is the runner of `node --test`, which reads a clock of its own and runs each file in another process; record the file: `node FILE`.'
const CONTEXT = 'Code was run in a context of its own (`node:vm`), whose `Date` and `Math.random` are not recorded.'
const HEAP = 'The heap was looked into (`node:v8`): what is in it differs from run to run.'
const SHARED = 'Memory that threads share was waited on (`Atomics`): who comes first is not recorded.'
const ADDON =
  'A native add-on was loaded (`process.dlopen`): what it does is not recorded, and it is loaded in a replay too.'

/** Functions whose call taints. */
function functionsOf(realm: typeof globalThis): readonly Taint[] {
  const { navigator } = realm as { navigator?: { locks?: object } }
  return [
    {
      target: cluster,
      keys: ['fork'],
      reason: 'Workers of a cluster were started (`node:cluster`): who gets a connection is not recorded.',
    },
    { target: http2, keys: ['connect', 'createServer', 'createSecureServer', 'performServerHandshake'], reason: HTTP2 },
    { target: inspector, keys: ['open'], reason: 'The inspector was opened: what a debugger does is not recorded.' },
    {
      target: inspector.Session.prototype,
      keys: ['connect', 'connectToMainThread'],
      reason: 'The program inspects itself (`inspector.Session`).',
    },
    { target: v8, keys: ['getHeapSnapshot', 'queryObjects', 'takeCoverage'], reason: HEAP },
    { target: vm, keys: ['createContext', 'runInNewContext'], reason: CONTEXT },
    { target: vm.Script.prototype, keys: ['runInNewContext'], reason: CONTEXT },
    { target: realm.Atomics, keys: ['wait', 'waitAsync'], reason: SHARED },
    {
      target: navigator?.locks,
      keys: ['request'],
      reason: 'Locks were asked for (`navigator.locks`): when one is given is not recorded.',
    },
  ]
}

/** Modules that warn when they are loaded, so that they can only be patched when the program loads them. */
const LATE: Readonly<Record<string, { readonly classes: readonly string[]; readonly reason: string }>> = {
  sqlite: { classes: ['DatabaseSync'], reason: 'A database was opened by `node:sqlite`, which is not recorded.' },
  wasi: {
    classes: ['WASI'],
    reason: 'A WASI system was made (`node:wasi`): what WebAssembly asks of it is not recorded.',
  },
  ffi: {
    classes: ['DynamicLibrary'],
    reason: 'A native library was opened (`node:ffi`): what it does is not recorded.',
  },
}

export const taints: Boundary = {
  name: 'taints',
  install(context) {
    const { gate, patches, realm } = context
    for (const { target, keys, reason } of functionsOf(realm)) {
      if (!target) continue
      for (const key of keys) {
        patches.method(
          'taints',
          target as Target,
          key,
          ((original: AnyFn): AnyFn =>
            function (this: unknown, ...args) {
              // Node itself makes a context for regular expressions that nobody has changed (web streams do).
              if (reason !== CONTEXT || !isCalledByNode()) taintOnce(gate, reason)
              return Reflect.apply(original, this, args)
            }) as never,
        )
      }
    }
    // The loader calls it, inside of which nothing else counts.
    patches.method(
      'taints',
      process as unknown as Target,
      'dlopen',
      ((original: AnyFn): AnyFn =>
        function (this: unknown, ...args) {
          gate.taint(ADDON)
          return Reflect.apply(original, this, args)
        }) as never,
    )
    if (process.execArgv.includes('--test')) gate.taint(TEST_RUNNER)
    installLate(context)
    installFinalizers(context)
  },
}

function installLate({ gate, patches }: Context): void {
  const patched = new Set<string>()
  const watch = (id: unknown, exports: unknown): void => {
    const name = typeof id === 'string' ? id.replace(/^node:/, '') : ''
    if (!Object.hasOwn(LATE, name) || patched.has(name)) return
    patched.add(name)
    const { classes, reason } = LATE[name] as (typeof LATE)[string]
    for (const key of classes) {
      const Class = (exports as Record<string, unknown>)[key]
      if (typeof Class !== 'function') continue
      const construct = (target: AnyFn, args: unknown[], newTarget: AnyFn): object => {
        taintOnce(gate, reason)
        return Reflect.construct(target, args, newTarget) as object
      }
      patches.property('taints', exports as object, key, {
        value: new Proxy(Class, { construct } as ProxyHandler<never>),
        writable: true,
        enumerable: true,
      })
    }
  }
  const watching = (original: AnyFn): AnyFn =>
    function (this: unknown, ...args) {
      const exports = Reflect.apply(original, this, args)
      watch(args[0], exports)
      return exports
    }
  patches.method('taints', Module.prototype as unknown as Target, 'require', watching as never)
  patches.method('taints', process as unknown as Target, 'getBuiltinModule', watching as never)
}

/**
 * When the engine lets go of an object can't be told: the first callback taints, and a replay makes none. Node's own
 * registries (those of `fetch`) free what nobody can see any more: what one of them does to the outside is on the tape,
 * and a replay that lacks it diverges.
 */
function installFinalizers({ gate, patches, realm }: Context): void {
  const reason = 'A FinalizationRegistry called back: when the engine lets go of an object is not recorded.'
  const Patched: FinalizationRegistryConstructor = new Proxy(realm.FinalizationRegistry, {
    construct(target, args: [(held: unknown) => void], newTarget: NewableFunction) {
      const [callback, ...rest] = args
      const isOurs = gate.open && typeof callback === 'function'
      const isNodes = isOurs && isCalledByNode()
      const called = (held: unknown): void => {
        if (!gate.performs) return
        if (!isNodes) taintOnce(gate, reason)
        callback(held)
      }
      return Reflect.construct(
        target,
        [isOurs ? called : callback, ...rest],
        newTarget === Patched ? target : newTarget,
      )
    },
  })
  patches.property('taints', Patched.prototype, 'constructor', { value: Patched, writable: true })
  patches.property('taints', realm, 'FinalizationRegistry', { value: Patched, writable: true })
}

/** Whether the code that the program's stack shows first is Node's. Retrace's own frames are not shown. */
function isCalledByNode(): boolean {
  const [, caller = ''] = (new Error().stack ?? '').split('\n')
  return /[( ]node:/.test(caller)
}
