/** `retrace inspect`: what is on a tape, for people and for programs. */
import { generate } from 'selfsigned'
import { describe, expect, test } from 'vitest'
import { folderWith, recordNode, retrace } from '../support/cli.ts'

function recorded(): string {
  const folder = folderWith({
    'app.cjs':
      'Date.now(); Math.random(); for (let i = 0; i < 5; i++) Date.now(); console.log("hé", Buffer.from([0, 255]))',
  })
  recordNode(folder, 'app.cjs')
  return folder
}

const lines = (text: string): string[] => text.trimEnd().split('\n')

describe('inspect', () => {
  test('--raw lists the events, one a line', () => {
    const { status, stdout, stderr } = retrace(recorded(), ['inspect', 'recording', '--raw'])
    expect([status, stderr]).toEqual([0, ''])
    const all = lines(stdout)
    expect(all[0]).toMatch(/^#0 \+\d+\.\d{3}s clock\.now milliseconds=\d{13}$/)
    all.forEach((line, index) => expect(line.startsWith(`#${index} `)).toBe(true))
    expect(stdout).toMatch(/stream\.write @\d+ bytes="hé <Buffer 00 ff>\\n"/)
  })

  test('--raw --json gives the same events as JSON', () => {
    const folder = recorded()
    const { stdout } = retrace(folder, ['inspect', 'recording', '--raw', '--json'])
    const events = lines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map((event) => event['index'])).toEqual(events.map((_, index) => index))
    expect(events).toHaveLength(lines(retrace(folder, ['inspect', 'recording', '--raw']).stdout).length)
    expect(events[0]).toMatchObject({ op: 'clock.now', kind: 'value', fields: [expect.any(Number)] })
    expect(events.find((event) => event['op'] === 'stream.write')).toMatchObject({
      kind: 'output',
      target: expect.any(Number),
      fields: expect.arrayContaining([{ $text: 'hé <Buffer 00 ff>\n' }]),
    })
  })

  test('lists the exchanges, one a line: what the program asked, and what it was asked', () => {
    const folder = folderWith({
      'app.mjs': `
        import http from 'node:http'
        import net from 'node:net'
        const server = http.createServer((request, response) => response.end(JSON.stringify({ url: request.url })))
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
        await (await fetch('http://127.0.0.1:' + server.address().port + '/orders?id=7')).text()
        server.close()
        server.closeAllConnections()
        const mail = net.createServer((socket) => socket.end('220 mail\\r\\n')).listen(0, () =>
          net.connect(mail.address().port).resume().on('close', () => mail.close()))`,
    })
    recordNode(folder, 'app.mjs')
    const { status, stdout, stderr } = retrace(folder, ['inspect', 'recording'])
    expect([status, stderr]).toEqual([0, ''])
    const shown = lines(stdout).map((line) =>
      line
        .replace(/^\+\d+\.\d{3}s /, '')
        .replace(/:\d+\//, '/')
        .replace(/\d+ ms/, 'N ms'),
    )
    expect(shown.sort()).toEqual([
      '(unasked) → 220 mail',
      'GET http://127.0.0.1/orders?id=7 → 200, N ms, {"url":"/orders?id=7"}',
      'served (unasked) → 220 mail',
      'served GET http://127.0.0.1/orders?id=7 → 200, N ms, {"url":"/orders?id=7"}',
    ])
    const json = lines(retrace(folder, ['inspect', 'recording', '--json']).stdout).map(
      (line) => JSON.parse(line) as object,
    )
    expect(json).toContainEqual(
      expect.objectContaining({
        protocol: 'http',
        role: 'client',
        peer: { host: '127.0.0.1', port: expect.any(Number) as number, secure: false },
        response: expect.objectContaining({ status: 200, body: { json: { url: '/orders?id=7' } } }) as object,
      }),
    )
  })

  test('lists exchanges over TLS too', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
    const folder = folderWith({
      'key.pem': key,
      'cert.pem': cert,
      'app.cjs': `
        const fs = require('node:fs'), https = require('node:https')
        const server = https.createServer({ key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') }, (request, response) => response.end('it'))
        server.listen(0, () =>
          https.get({ port: server.address().port, rejectUnauthorized: false }, (response) =>
            response.resume().on('end', () => server.close())))`,
    })
    recordNode(folder, 'app.cjs')
    const shown = lines(retrace(folder, ['inspect', 'recording']).stdout).map((line) =>
      line.replace(/^\S+ /, '').replace(/:\d+\/ .*/, ''),
    )
    expect(shown.sort()).toEqual(['GET https://localhost', 'served GET https://localhost'])
  })

  test('says so where there are no exchanges', () => {
    const { status, stdout, stderr } = retrace(recorded(), ['inspect', 'recording'])
    expect([status, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/the recording has no exchanges; --raw lists its events/)
  })

  test('--from, --to and --kind choose events', () => {
    const folder = recorded()
    const inspect = (...args: string[]): string[] => lines(retrace(folder, ['inspect', 'recording', ...args]).stdout)
    expect(inspect('--from', '2', '--to', '3').map((line) => line.split(' ')[0])).toEqual(['#2', '#3'])
    for (const kind of ['clock', 'clock.now']) expect(inspect('--kind', kind)).toHaveLength(6)
    expect(inspect('--kind', 'clock', '--to', '2')).toHaveLength(2)
    expect(inspect('--kind', 'output').join()).toMatch(/stream\.write .*process\.exit/)
    expect(inspect('--kind', 'nothing')).toEqual([''])
  })

  test('--stats says what the recording is, and counts', () => {
    const folder = recorded()
    const { stdout } = retrace(folder, ['inspect', 'recording', '--stats'])
    expect(stdout).toMatch(/^recording +\S+\/recording\nprogram +\S+\/app\.cjs\nnode +v/)
    expect(stdout).toMatch(/^exit +0$/m)
    expect(stdout).toMatch(/^clock\.now +6$/m)
    const json = JSON.parse(retrace(folder, ['inspect', 'recording', '--stats', '--json']).stdout) as Record<
      string,
      unknown
    >
    expect(json).toMatchObject({ exit: { code: 0, signal: null }, complete: true, operations: { 'clock.now': 6 } })
  })

  test('ends quietly where its reader has seen enough', () => {
    const folder = folderWith({ 'app.cjs': 'for (let i = 0; i < 60_000; i++) Date.now()' })
    recordNode(folder, 'app.cjs')
    const { stdout, stderr } = retrace(folder, ['inspect', 'recording', '--to', '50000'])
    expect([lines(stdout).length, stderr]).toEqual([50_001, ''])
  })
})
