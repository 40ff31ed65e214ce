// msw answers by handlers and records nothing: this one has what nock has recorded.
import { readFileSync } from 'node:fs'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { work } from './work.mjs'

await work({
  async begin() {
    const recorded = JSON.parse(readFileSync('nock.json', 'utf8'))
    const answers = new Map(recorded.map((its) => [`${its.method} ${its.scope}${its.path}`, its.response]))
    const answer = ({ request }) => HttpResponse.json(answers.get(`${request.method} ${request.url}`))
    setupServer(http.all('*', answer)).listen()
    return fetch
  },
  async end() {},
})
