import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('compilations come in the recorded order, with their results and errors', () => {
  const printed = expectSameReplay({
    source: `
      const empty = Buffer.from('0061736d01000000', 'hex')
      const answer = () => new Response(empty, { headers: { 'content-type': 'application/wasm' } })
      WebAssembly.compile(empty).then((module) => console.log('compiled', module))
      WebAssembly.instantiate(empty).then((both) => console.log('instantiated', Object.keys(both)))
      WebAssembly.instantiate(new WebAssembly.Module(empty)).then((instance) => console.log('instance', instance))
      WebAssembly.compileStreaming(answer()).then((module) => console.log('streamed', module))
      WebAssembly.instantiateStreaming(answer()).then((both) => console.log('both', Object.keys(both)))
      WebAssembly.compile(Buffer.from('nonsense')).catch((error) => console.log('refused', error.name, error.message))
      WebAssembly.compile().catch((error) => console.log('missing', error.name))
      setImmediate(() => console.log('immediate'))`,
  })
  expect(printed.trim().split('\n')).toHaveLength(8)
})

test('what a module does when it starts is done in its place', () => {
  // (module (import "env" "now" (func)) (start 0))
  const printed = expectSameReplay({
    source: `
      const code = Buffer.from('0061736d01000000010401600000020b0103656e76036e6f770000080100', 'hex')
      const env = (name) => ({ env: { now: () => console.log(name, Date.now(), Math.random()) } })
      WebAssembly.instantiate(code, env('first')).then((both) => console.log(Object.keys(both)))
      WebAssembly.instantiate(new WebAssembly.Module(code), env('second')).then((instance) => console.log(instance))
      WebAssembly.instantiate(Buffer.from('nonsense'), env('never')).catch((error) => console.log(error.message))
      WebAssembly.instantiate(code, {}).catch((error) => console.log(error.message))
      WebAssembly.instantiate(code).catch((error) => console.log(error.message))
      require('node:crypto').scrypt('a', 'b', 8, () => console.log('scrypt', Date.now()))`,
  })
  expect(printed).toMatch(/^second \d+ /)
  expect(printed).toMatch(/first \d+ [\d.]+\n[^]*\[ 'module', 'instance' \]/)
  expect(printed).toMatch(/WebAssembly.instantiate\(\): expected magic word/)
})
