import type { Service } from './start.mjs'

export interface ChatServer extends Service {
  readonly env: Record<'OPENAI_BASE_URL' | 'OPENAI_API_KEY' | 'NODE_EXTRA_CA_CERTS', string>
}

export declare function startChatServer(options?: {
  /** How often it answers in prose, from 0 to 1. */
  proseRate?: number
  /** When its answers say that they were made, in seconds since 1970; else now. */
  created?: number
}): Promise<ChatServer>
