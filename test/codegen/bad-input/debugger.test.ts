/** A machine on which the debugger can't be reached. */
import { expect, test } from 'vitest'
import { COMMAND, run } from '../../support/cli.ts'
import { BadProject, CRASH } from './projects.ts'

/** As it is where the loopback interface is down. */
const NO_NETWORK = `import { EventEmitter } from 'node:events'
import http from 'node:http'

http.get = () => {
  const request = new EventEmitter()
  const its = { code: 'ENETUNREACH', syscall: 'connect' }
  process.nextTick(() => request.emit('error', Object.assign(new Error('connect ENETUNREACH 127.0.0.1'), its)))
  return request
}
`

test('no way to the debugger is said, with what to do, and nothing stays behind', () => {
  const project = new BadProject({ ...CRASH, 'no-network.mjs': NO_NETWORK }).record()
  const { status, stderr } = run(project.folder, [
    process.execPath,
    '--import',
    './no-network.mjs',
    COMMAND,
    'generate',
    'recording',
  ])
  expect(status).toBe(1)
  expect(stderr).toMatch(
    /that can't be reached at 127\.0\.0\.1:\d+ \(connect ENETUNREACH 127\.0\.0\.1\)\. Bring the loopback interface up/,
  )
})
