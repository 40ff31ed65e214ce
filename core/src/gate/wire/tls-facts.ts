/** What a TLS connection says of itself where none is spoken: as much as clients look at before they go on. */

const FACTS: Readonly<Record<string, unknown>> = {
  // Of a session that goes on no certificate is looked at: whom the recorded one was with was seen when it was recorded.
  isSessionReused: true,
  getALPNNegotiatedProtocol: false,
  getCipher: { name: 'TLS_AES_256_GCM_SHA384', standardName: 'TLS_AES_256_GCM_SHA384', version: 'TLSv1.3' },
  getEphemeralKeyInfo: {},
  getProtocol: 'TLSv1.3',
  verifyError: null,
}

export function factOf(name: string): unknown {
  return FACTS[name]
}
