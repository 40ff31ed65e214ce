/** `retrace verify` of what waits for messages: it is given those of the recording, and ended when it was told to end. */
import { expect, test } from 'vitest'
import { noRedis, startRedis } from '../services/redis.mjs'
import { retrace, run } from '../support/cli.ts'
import { makeProject } from '../support/project.ts'
import { changed } from './programs.ts'
import { recordServer } from './record-server.ts'

const WORKER = `import { Redis } from 'ioredis'

const redis = new Redis(process.env.REDIS)
process.once('SIGTERM', () => redis.disconnect())
console.log('waits for messages from ' + process.env.REDIS)
for (;;) {
  const got = await redis.brpop(process.env.QUEUE, 0).catch(() => null)
  if (got === null) break
  const { id, amount } = JSON.parse(got[1])
  await redis.set(process.env.QUEUE + ':' + id, JSON.stringify({ total: amount * 2 }), 'EX', 60)
}
`

/** Ends once the last message has been worked on. */
const SENDER = `import { Redis } from 'ioredis'
const [url, queue] = process.argv.slice(2)
const redis = new Redis(url)
for (const id of [1, 2, 3]) await redis.lpush(queue, JSON.stringify({ id, amount: id * 10 }))
while ((await redis.get(queue + ':3')) === null) await redis.ping()
redis.disconnect()
`

const redis = await startRedis()

test.skipIf(!redis)(
  `a worker is given the recorded messages, and what it does with them is compared (${noRedis})`,
  async () => {
    const queue = `retrace-verify-${process.pid}`
    const project = makeProject({ 'package.json': '{"type":"module"}', 'server.js': WORKER, 'send.js': SENDER })
    try {
      await recordServer(project.folder, { REDIS: String(redis?.url), QUEUE: queue }, (url) => {
        expect(run(project.folder, [process.execPath, 'send.js', url, queue]).status).toBe(0)
        return Promise.resolve()
      })
      const same = retrace(project.folder, ['verify', 'recording'])
      expect(same).toMatchObject({ status: 0, stdout: expect.stringContaining('0 divergences') })
      project.write({ 'server.js': changed(WORKER, 'amount * 2', 'amount * 3') })
      const { stdout, status } = retrace(project.folder, ['verify', 'recording', '--reporter', 'json'])
      expect(status).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({
        divergences: [
          { kind: 'changed-request', what: expect.stringContaining(`SET ${queue}:1`), count: 3, place: { line: 10 } },
        ],
      })
    } finally {
      project.remove()
      await redis?.stop()
    }
  },
)
