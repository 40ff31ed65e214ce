/** What a server answered, as data: the content of a body, or of its pieces where it came as a stream. */
import { contentWithData, dataOf } from '../answer.ts'
import type { Content } from '../content.ts'
import type { AnswerCodec } from '../lens.ts'
import type { HttpFixture } from './fixture.ts'

export const httpAnswer: AnswerCodec<HttpFixture> = {
  read({ response }) {
    const body = response?.body
    if (!body || response.coded) return undefined
    return 'chunks' in body ? body.chunks.map(dataOf) : dataOf(body)
  },
  write(fixture, data) {
    const { response } = fixture
    const body = response?.body
    if (!body) return fixture
    if (!('chunks' in body)) return { ...fixture, response: { ...response, body: contentWithData(body, data) } }
    const pieces = data as readonly unknown[]
    const chunks = pieces.map((piece, i) => {
      const its = body.chunks[Math.min(i, body.chunks.length - 1)] as Content & { readonly at: number }
      return { at: its.at, ...contentWithData(its, piece) }
    })
    return { ...fixture, response: { ...response, body: { chunks } } }
  },
}
