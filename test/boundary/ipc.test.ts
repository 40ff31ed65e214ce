import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const PRELOAD = path.join(import.meta.dirname, '../../core/dist/register.cjs')

const CHILD = `
  console.log(process.connected)
  process.on('message', (it) => { console.log(it); process.send({ echo: it }, () => console.log('sent')) })
  process.on('disconnect', () => console.log('disconnected'))`

test.each(['json', 'advanced'] as const)(
  'a program that has a parent replays without one (%s)',
  async (serialization) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'retrace-ipc-'))
    try {
      const file = path.join(folder, 'child.cjs')
      const recording = path.join(folder, 'recording')
      mkdirSync(recording)
      writeFileSync(file, CHILD)
      const start = async (mode: 'record' | 'replay'): Promise<string> => {
        const session = { RETRACE_SESSION: JSON.stringify({ mode, folder: recording }) }
        const child = spawn(process.execPath, [file], {
          env: { ...process.env, NODE_OPTIONS: `--require ${PRELOAD}`, ...session },
          stdio: ['ignore', 'pipe', 'inherit', ...(mode === 'record' ? (['ipc'] as const) : [])],
          serialization,
        })
        let printed = ''
        child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text))
        child.on('message', () => child.disconnect())
        if (mode === 'record') child.send({ from: 'the parent' })
        // Not 'close', which Node doesn't emit once the parent has disconnected.
        await Promise.all([once(child, 'exit'), once(child.stdout as NodeJS.ReadableStream, 'end')])
        return printed
      }
      const recorded = await start('record')
      expect(recorded).toBe("true\n{ from: 'the parent' }\nsent\ndisconnected\n")
      expect(await start('replay')).toBe(recorded)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
