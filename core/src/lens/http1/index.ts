/** The lens for HTTP/1.1, and for HTTP/1.0. */
import { fallBack } from '../fall-back.ts'
import type { Lens } from '../lens.ts'
import { viewOf } from '../unread.ts'
import { RawDecoder } from '../raw/decoder.ts'
import { WebSocketDecoder } from '../websocket/decoder.ts'
import { HttpDecoder, type Upgraded } from './decoder.ts'
import { describeHttp } from './describe.ts'
import { headerOf, type HttpExchange } from './exchange.ts'
import { type HttpFixture, httpFixture } from './fixture.ts'
import { httpResponder } from './responder.ts'
import { rewriteHttp } from './rewrite.ts'

/** A request begins with its method; what can't be one is told by its first bytes. */
const REQUEST = /^[A-Z-]{3,20} \S/
const MAYBE_REQUEST = /^[A-Z-]{1,20}(?: \S?)?$/

export const http1: Lens<HttpExchange, HttpFixture> = {
  name: 'http',
  recognises(first, from) {
    if (from === 'server') return false
    const text = viewOf(first).toString('latin1', 0, 24)
    if (REQUEST.test(text)) return true
    return MAYBE_REQUEST.test(text) ? null : false
  },
  decoder(_peer, emit, ask) {
    const upgraded: Upgraded = (protocol, _request, { headers }) =>
      protocol === 'websocket'
        ? new WebSocketDecoder(headerOf(headers, 'sec-websocket-extensions') ?? '', emit, ask)
        : new RawDecoder(emit, ask)
    return fallBack(new HttpDecoder(emit, upgraded, ask), emit, ask)
  },
  describe: describeHttp,
  fixture: httpFixture,
  responder: httpResponder,
  rewritten: rewriteHttp,
}
