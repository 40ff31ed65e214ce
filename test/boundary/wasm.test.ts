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
