import { join } from 'node:path'
import { load } from '../../fixtures/programs/orders-api/load.js'
import { startChatServer } from '../services/chat-server.mjs'
import { startFixture } from '../services/start.mjs'
import { addressOf, startOrdersServices } from './orders-api.mjs'

const nothing = async () => ({ env: {}, stop: async () => {} })

/**
 * The programs, and how each is run:
 *
 * - `folder`, `command`: which of fixtures/programs, and what follows `node`; `@` stands for what `start` calls `at`
 * - `start`: starts what the program talks to
 * - `exit`: what the program exits with; runs that end otherwise aren't kept
 * - `data`: what it has read or written, beside its sources: removed before the replays
 * - `drive`: what is done to the program while it runs
 */
export const cases = [
  {
    name: 'intent-classifier, answered',
    folder: 'intent-classifier',
    command: ['app.js', 'Where is my parcel?'],
    start: () => startChatServer({ proseRate: 0 }),
    exit: 0,
    data: [],
  },
  {
    name: 'intent-classifier, crashing',
    folder: 'intent-classifier',
    command: ['app.js'],
    start: () => startChatServer({ proseRate: 0.6 }),
    exit: 1,
    data: [],
  },
  {
    name: 'orders-api',
    folder: 'orders-api',
    command: ['server.js'],
    start: startOrdersServices,
    exit: 0,
    data: ['templates'],
    environment: ({ requests }) => ({ ORDERS_API_MAX_REQUESTS: String(requests) }),
    async drive(started, { requests }) {
      const { problems } = await load({ url: await addressOf(started), requests, connections: 20 })
      if (problems.length > 0) throw new Error(`The orders API answered wrongly: ${problems[0]}`)
    },
  },
  {
    name: 'report-job',
    folder: 'report-job',
    command: ['job.js', 'sales.csv', join('reports', 'today')],
    start: nothing,
    exit: 0,
    data: ['sales.csv', 'reports'],
  },
  {
    name: 'race',
    folder: 'race',
    command: ['race.js', '@/left', '@/right'],
    start: async () => {
      const server = await startFixture('race/server.js')
      return { env: {}, at: server.url, stop: server.stop }
    },
    exit: 0,
    data: [],
  },
  { name: 'race, files.js', folder: 'race', command: ['files.js'], start: nothing, exit: 0, data: ['race.js'] },
  { name: 'race, pipes.js', folder: 'race', command: ['pipes.js'], start: nothing, exit: 0, data: [] },
]
