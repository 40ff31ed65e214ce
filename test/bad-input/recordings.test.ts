/** Recordings that aren't what they should be: each gives what can be replayed, or an error that says what to do. */
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, readJson, recordNode, type Result, retrace } from '../support/cli.ts'

const PROGRAM = `
  let n = 0
  const timer = setInterval(() => {
    console.log('tick', n, Math.random(), Date.now())
    if (++n === 50) clearInterval(timer)
  }, 1)
`

function recorded(): { folder: string; recording: string; tape: string; manifest: string; stdout: string } {
  const folder = folderWith({ 'app.cjs': PROGRAM })
  const { status, stdout, stderr } = recordNode(folder, 'app.cjs')
  expect([status, stderr]).toEqual([0, ''])
  const recording = path.join(folder, 'recording')
  return {
    folder,
    recording,
    tape: path.join(recording, 'main.tape'),
    manifest: path.join(recording, 'manifest.json'),
    stdout,
  }
}

/** Every command that opens a recording refuses it alike. */
function expectRefused(folder: string, what: string, message: RegExp): void {
  for (const command of ['replay', 'inspect']) {
    const { status, stdout, stderr } = retrace(folder, [command, what])
    expect([command, status, stdout]).toEqual([command, 66, ''])
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
}

describe('a recording that cannot be read', () => {
  test('is refused where there is nothing', () => {
    expectRefused(folderWith(), 'nowhere', /^retrace: .*nowhere: there is nothing at that path\. Give the folder/)
  })

  test('is refused where the folder is not a recording', () => {
    expectRefused(
      folderWith({ 'project/package.json': '{}' }),
      'project',
      /project: it has no manifest\.json.*recordings\/latest/,
    )
  })

  test('is refused where it is an empty folder', () => {
    const folder = folderWith()
    mkdirSync(path.join(folder, 'empty'))
    expectRefused(folder, 'empty', /empty: it has no manifest\.json/)
  })

  test('is refused where the manifest is empty, or not JSON', () => {
    const { folder, manifest } = recorded()
    writeFileSync(manifest, '')
    expectRefused(folder, 'recording', /manifest\.json: the file is empty\. Record the run again/)
    writeFileSync(manifest, '{"format": 1,')
    expectRefused(folder, 'recording', /manifest\.json: it is not JSON/)
    writeFileSync(manifest, '[]')
    expectRefused(folder, 'recording', /manifest\.json: it has no format version/)
  })

  test('is refused where the tape is missing, empty, or something else', () => {
    const { folder, tape } = recorded()
    writeFileSync(tape, '')
    expectRefused(folder, 'recording', /main\.tape: the file is empty/)
    writeFileSync(tape, 'something else altogether, and long enough')
    expectRefused(folder, 'recording', /main\.tape: it does not begin as a tape does/)
    rmSync(tape)
    expectRefused(folder, 'recording', /main\.tape: there is no such file/)
  })

  test('is refused where the tape ends inside its header, or its header is damaged', () => {
    const { folder, tape } = recorded()
    const bytes = readFileSync(tape)
    writeFileSync(tape, bytes.subarray(0, 40))
    expectRefused(folder, 'recording', /main\.tape: it was cut off inside its header/)
    bytes[40] = (bytes[40] as number) ^ 255
    writeFileSync(tape, bytes)
    expectRefused(folder, 'recording', /main\.tape: its header is damaged/)
  })

  test('is refused where a newer version wrote it, by both version numbers', () => {
    const { folder, tape, manifest, recording } = recorded()
    writeFileSync(manifest, JSON.stringify({ ...readJson(recording, 'manifest.json'), format: 99 }))
    expectRefused(
      folder,
      'recording',
      /manifest\.json: it has format version 99, .* reads up to 1\. Update @retrace\/core/,
    )
    rmSync(manifest)
    const bytes = readFileSync(tape)
    bytes.writeUInt16LE(77, 8)
    writeFileSync(tape, bytes)
    expectRefused(folder, 'recording', /main\.tape: it has format version 77, .* reads up to 1\. Update @retrace\/core/)
  })
})

describe('a recording that can be read in part', () => {
  function expectPrefix({ status, stdout, stderr }: Result, whole: string, isDamaged = false): void {
    expect(stderr).toMatch(
      isDamaged
        ? /^retrace: Failed to read .*recording to its end: its tape is cut off or damaged after \d+ events\. Restore main\.tape/
        : /^retrace: the recording ends here, after \d+ events: /,
    )
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(status).toBe(isDamaged ? 66 : 0)
    expect(whole.startsWith(stdout)).toBe(true)
    expect(stdout.length).toBeLessThan(whole.length)
  }

  test('replays to its last whole event where the tape was cut off', () => {
    const { folder, recording, tape, stdout } = recorded()
    truncateSync(tape, readFileSync(tape).length - 100)
    unfinished(recording)
    expectPrefix(retrace(folder, ['replay', 'recording']), stdout)
  })

  test('replays to its last whole event where the tape is damaged', () => {
    const { folder, recording, tape, stdout } = recorded()
    const bytes = readFileSync(tape)
    bytes[bytes.length - 50] = (bytes.at(-50) as number) ^ 1
    writeFileSync(tape, bytes)
    unfinished(recording)
    expectPrefix(retrace(folder, ['replay', 'recording']), stdout, true)
  })

  test('is noticed where the manifest still says that it is complete', () => {
    const { folder, tape, stdout } = recorded()
    truncateSync(tape, readFileSync(tape).length - 100)
    expectPrefix(retrace(folder, ['replay', 'recording']), stdout, true)
    expect(retrace(folder, ['inspect', 'recording'])).toMatchObject({
      status: 66,
      stderr: expect.stringMatching(/its tape is cut off or damaged after \d+ events/) as string,
    })
  })

  test('opens without its manifest', () => {
    const { folder, manifest, stdout } = recorded()
    rmSync(manifest)
    const { status, ...replayed } = retrace(folder, ['replay', 'recording'])
    expect([status, replayed.stdout]).toEqual([0, stdout])
  })

  function unfinished(recording: string): void {
    const manifest = readJson(recording, 'manifest.json')
    writeFileSync(path.join(recording, 'manifest.json'), JSON.stringify({ ...manifest, complete: false }))
  }
})
