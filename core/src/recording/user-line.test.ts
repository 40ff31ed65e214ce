import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { firstUserFrame, firstUserLine, userFrames } from './user-line.ts'

const ours = fileURLToPath(new URL('../gate/record.ts', import.meta.url))

test('the first line of user code is found behind Node, Retrace and packages', () => {
  const stack = [
    'Error: reason',
    `    at RecordGate.taint (${pathToFileURL(ours).href}:1:2)`,
    '    at new Worker (node:internal/worker:1:2)',
    '    at spawn (/app/node_modules/pool/index.js:3:4)',
    '    at async file:///app/src/with%20space/jobs.mjs:12:7',
    '    at Object.<anonymous> (/app/main.js:9:1)',
  ].join('\n')
  expect(firstUserLine(stack)).toBe('/app/src/with space/jobs.mjs:12:7')
  const [frame, ...more] = userFrames(stack)
  expect(frame).toEqual({ file: '/app/src/with space/jobs.mjs', line: 12, column: 7, name: '' })
  expect(more).toMatchObject([{ file: '/app/main.js', line: 9 }])
  expect(firstUserFrame(stack)).toEqual(frame)
})

test('where there is none, a package is named, or nothing', () => {
  expect(firstUserLine('Error\n    at spawn (/app/node_modules/pool/index.js:3:4)')).toBe(
    '/app/node_modules/pool/index.js:3:4',
  )
  expect(firstUserLine('Error\n    at node:internal/timers:1:2')).toBeNull()
  expect(firstUserLine('')).toBeNull()
  expect(firstUserFrame('')).toBeNull()
})
