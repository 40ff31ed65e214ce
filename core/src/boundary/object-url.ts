/**
 * Object URLs (`URL.createObjectURL`): their ids are random. In replay the object is registered under an id of this
 * process's own, and the recorded URL leads to it.
 *
 * Built-in `fetch` takes `resolveObjectURL` from `node:buffer` when it is first used.
 */
import buffer, { type Blob } from 'node:buffer'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'

const opUrl = defineOp({ name: 'url.object', kind: 'value', fields: ['text'], labels: ['url'] })

type Create = (blob: Blob) => string
type Use = (this: unknown, ...args: unknown[]) => unknown

export const objectUrl: Boundary = {
  name: 'object-url',
  install({ gate, patches, realm }) {
    const { URL } = realm
    /** The URLs of this process, by the recorded ones; only in replay. */
    const own = new Map<string, string>()
    patches.method(
      'object-url',
      URL,
      'createObjectURL',
      ((original: Create): Create =>
        function createObjectURL(blob) {
          const url = gate.value(opUrl, original as (...args: never[]) => string, URL, [blob])
          if (!gate.performs) own.set(url, original(blob))
          return url
        }) as never,
    )
    const translated = (original: Use): Use =>
      function (this: unknown, url, ...rest) {
        return Reflect.apply(original, this, [own.get(url as string) ?? url, ...rest])
      }
    if (gate.performs) return
    patches.method('object-url', URL, 'revokeObjectURL', translated as never)
    patches.method('object-url', buffer, 'resolveObjectURL', translated as never)
  },
}
