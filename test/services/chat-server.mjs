import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFixture } from './start.mjs'

/** Starts the chat-completion server of the intent classifier. `env` is what a program needs to reach it. */
export async function startChatServer({ proseRate = 0.3, created } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'chat-server-'))
  const certFile = join(folder, 'cert.pem')
  const { url, stop } = await startFixture('intent-classifier/chat-server.js', {
    CHAT_SERVER_CERT_FILE: certFile,
    CHAT_SERVER_PROSE_RATE: String(proseRate),
    ...(created === undefined ? {} : { CHAT_SERVER_CREATED: String(created) }),
  })
  return {
    url,
    env: { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-of-no-use-anywhere-else', NODE_EXTRA_CA_CERTS: certFile },
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
