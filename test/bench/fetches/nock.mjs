import { readFileSync, writeFileSync } from 'node:fs'
import nock from 'nock'
import { work } from './work.mjs'

await work({
  async begin(record) {
    if (record) nock.recorder.rec({ output_objects: true, dont_print: true })
    else {
      nock.disableNetConnect()
      nock.define(JSON.parse(readFileSync('nock.json', 'utf8')))
    }
    return fetch
  },
  async end(record) {
    if (record) writeFileSync('nock.json', JSON.stringify(nock.recorder.play()))
  },
})
