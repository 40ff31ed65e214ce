/** Facts of the process and its machine: `pid`, `cwd`, user and group, `os.*`. */
import os from 'node:os'
import { defineOp } from '../../tape/op.ts'
import type { Boundary } from '../boundary.ts'

const opFact = defineOp({
  name: 'process.fact',
  kind: 'value',
  fields: ['text', 'value'],
  asked: 1,
  labels: ['of', 'fact'],
})
const opChdir = defineOp({
  name: 'process.chdir',
  kind: 'value',
  fields: ['value', 'text'],
  asked: 1,
  labels: ['to', 'now'],
})
const opOs = defineOp({
  name: 'os.fact',
  kind: 'value',
  fields: ['text', 'value', 'value'],
  asked: 2,
  labels: ['of', 'arguments', 'fact'],
})

const PROCESS_FUNCTIONS = [
  'getuid',
  'geteuid',
  'getgid',
  'getegid',
  'getgroups',
  'umask',
  'getActiveResourcesInfo',
] as const
const OS_FUNCTIONS = [
  'availableParallelism',
  'cpus',
  'freemem',
  'getPriority',
  'homedir',
  'hostname',
  'loadavg',
  'machine',
  'networkInterfaces',
  'release',
  'setPriority',
  'totalmem',
  'type',
  'uptime',
  'userInfo',
  'version',
] as const

type AnyFn = (...args: unknown[]) => unknown

export const facts: Boundary = {
  name: 'facts',
  install({ gate, patches, facts: recorded }) {
    for (const key of ['pid', 'ppid'] as const) {
      patches.property('facts', process, key, {
        value: gate.performs ? process[key] : recorded[key],
        writable: false,
        enumerable: true,
      })
    }
    if (!gate.performs) patches.property('facts', process, 'title', { value: recorded['title'], writable: true })
    const realCwd = process.cwd
    let cwd = gate.performs ? realCwd() : (recorded['cwd'] as string)
    patches.method('facts', process, 'cwd', ((original: () => string) => () => {
      // Its errors (a folder that is gone) are the original's, where they can occur.
      return gate.performs ? original() : cwd
    }) as never)
    patches.method('facts', process, 'chdir', ((original: (to: string) => void) => (to: string) => {
      const now = gate.value(
        opChdir,
        () => {
          original(to)
          return realCwd()
        },
        undefined,
        [],
        [to],
      )
      cwd = now
    }) as never)
    for (const key of PROCESS_FUNCTIONS) {
      patches.method(
        'facts',
        process as unknown as Record<string, AnyFn>,
        key,
        ((original: AnyFn) =>
          (...args: unknown[]) =>
            gate.value(opFact, original as never, process, args, [key])) as never,
      )
    }
    for (const key of OS_FUNCTIONS) {
      patches.method(
        'facts',
        os as unknown as Record<string, AnyFn>,
        key,
        ((original: AnyFn) =>
          (...args: unknown[]) =>
            gate.value(opOs, original as never, os, args, [key, args])) as never,
      )
    }
    for (const key of [
      'availableParallelism',
      'freemem',
      'homedir',
      'hostname',
      'machine',
      'release',
      'totalmem',
      'type',
      'uptime',
      'version',
    ] as const) {
      // `${os.hostname}` works in Node; it has to give what the call gives.
      const fn = os[key] as unknown as Record<symbol, unknown> & AnyFn
      if (Symbol.toPrimitive in fn) fn[Symbol.toPrimitive] = () => fn()
    }
  },
}
