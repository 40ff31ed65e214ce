/** `retrace inspect`: what is on a tape, for people and for programs. */
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
  test('lists the events, one a line', () => {
    const { status, stdout, stderr } = retrace(recorded(), ['inspect', 'recording'])
    expect([status, stderr]).toEqual([0, ''])
    const all = lines(stdout)
    expect(all[0]).toMatch(/^#0 \+\d+\.\d{3}s clock\.now milliseconds=\d{13}$/)
    all.forEach((line, index) => expect(line.startsWith(`#${index} `)).toBe(true))
    expect(stdout).toMatch(/stream\.write @\d+ bytes="hé <Buffer 00 ff>\\n"/)
  })

  test('--json gives the same events as JSON', () => {
    const folder = recorded()
    const { stdout } = retrace(folder, ['inspect', 'recording', '--json'])
    const events = lines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map((event) => event['index'])).toEqual(events.map((_, index) => index))
    expect(events).toHaveLength(lines(retrace(folder, ['inspect', 'recording']).stdout).length)
    expect(events[0]).toMatchObject({ op: 'clock.now', kind: 'value', fields: [expect.any(Number)] })
    expect(events.find((event) => event['op'] === 'stream.write')).toMatchObject({
      kind: 'output',
      target: expect.any(Number),
      fields: expect.arrayContaining([{ $text: 'hé <Buffer 00 ff>\n' }]),
    })
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
