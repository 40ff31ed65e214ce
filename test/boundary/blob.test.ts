import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('a Blob over a file is read in the same order and in the same pieces', () => {
  const printed = expectSameReplay({
    name: 'program.mjs',
    before: { 'data.txt': 'é'.repeat(100_000) },
    source: `
      import fs from 'node:fs'
      import http from 'node:http'
      const blob = await fs.openAsBlob('data.txt', { type: 'text/plain' })
      fs.stat('data.txt', () => console.log('stat'))
      console.log((await blob.text()).length, blob.size, blob.type, await blob.slice(0, 4).text())
      setImmediate(() => console.log('immediate'))
      for await (const chunk of blob.stream()) console.log(chunk.length, chunk.constructor.name)
      const server = http.createServer((request, response) => {
        let size = 0
        request.on('data', (data) => (size += data.length)).on('end', () => response.end(String(size)))
      })
      await new Promise((resolve) => server.listen(0, resolve))
      const form = new FormData()
      form.append('file', blob, 'data.txt')
      for (const body of [blob, form]) {
        const response = await fetch('http://127.0.0.1:' + server.address().port, { method: 'POST', body })
        console.log(Number(await response.text()) >= 200_000)
      }
      server.close()
      server.closeAllConnections()`,
  })
  expect(printed).toContain('100000 200000 text/plain éé\n')
  expect(printed).toMatch(/true\ntrue\n$/)
})

test('an object URL has the recorded id, and leads to its object', () => {
  const printed = expectSameReplay({
    name: 'program.mjs',
    source: `
      import { resolveObjectURL } from 'node:buffer'
      const url = URL.createObjectURL(new Blob(['it']))
      console.log(url, await resolveObjectURL(url).text(), await (await fetch(url)).text())
      URL.revokeObjectURL(url)
      console.log(resolveObjectURL(url))
      try { URL.createObjectURL(1) } catch (error) { console.log(error.code) }`,
  })
  expect(printed).toMatch(/^blob:nodedata:[-\w]+ it it\nundefined\nERR_INVALID_ARG_TYPE\n$/)
})
