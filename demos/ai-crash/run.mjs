// npm run demo: records a program until it crashes on a model's answer, and replays the crash without the model.

import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { startChatServer } from '../../test/services/chat-server.mjs'
import { crashOf } from './crash.mjs'
import { misunderstood, modelAnswers } from './model-answers.mjs'
import { folder as program, retrace, root } from './retrace.mjs'

const recording = process.argv[2] ?? join(root, 'recordings', 'ai-crash')
const message = 'The parcel came damaged. I want my money back.'
const mostRuns = 50

const chat = await startChatServer()
try {
  title('Record until it crashes')
  const recorded = await recordCrash()
  const crash = crashOf(recorded.stderr)
  say(`recorded in ${relative(process.cwd(), recording)}`)

  title('Look at what the model answered in that run')
  quote(await recordedAnswer())
  console.log('\n  and at the error that the recording names:\n')
  quote(recordedError())

  title('Stop the model')
  await chat.stop()
  say(`${chat.url}: ${await whyUnreachable(chat.url)}`)

  title('Replay: no network, no key')
  const replayed = await retrace(['replay', recording])
  const again = crashOf(replayed.stderr)
  quote(again.text || replayed.stderr)

  title('Compare')
  const same = [
    compare('exit code', recorded.code, replayed.code),
    compare('error', crash.text, again.text),
    compare('output', recorded.stdout, replayed.stdout),
  ].every(Boolean)
  console.log(same ? '\nThe same crash, as often as you like.' : '\nThe replay is not the same crash.')
  process.exitCode = same ? 0 : 1
} finally {
  await chat.stop()
}

/** Records run after run until one fails, and keeps that recording only. */
async function recordCrash() {
  for (let run = 1; run <= mostRuns; run++) {
    rmSync(recording, { recursive: true, force: true })
    const args = ['record', '--out', recording, '--', 'node', 'app.js', message]
    const result = await retrace(args, { cwd: program, env: chat.env })
    const { text, summary } = crashOf(result.stderr)
    say(`run ${run}: exit ${result.code}${summary && `, ${summary}`}`)
    if (result.code !== 0 && !text) throw new Error(`The program failed in another way:\n${result.stderr}`)
    if (result.code !== 0) return result
  }
  throw new Error(`No crash in ${mostRuns} runs`)
}

async function recordedAnswer() {
  const { stdout } = await retrace(['inspect', recording, '--raw', '--json'])
  const answer = misunderstood(modelAnswers(stdout))
  if (answer === undefined) throw new Error('The recording holds no answer in prose')
  return answer
}

function recordedError() {
  const { error } = JSON.parse(readFileSync(join(recording, 'manifest.json'), 'utf8'))
  return typeof error === 'string' ? error : (error?.stack ?? `${error?.name}: ${error?.message}`)
}

async function whyUnreachable(url) {
  try {
    await fetch(url)
    return 'still answers'
  } catch (error) {
    return error.cause?.code ?? error.message
  }
}

function compare(what, recorded, replayed) {
  const same = recorded === replayed
  say(`${what.padEnd(10)} ${same ? 'the same' : 'DIFFERENT'}`)
  if (!same) {
    quote(`recorded: ${recorded}`)
    quote(`replayed: ${replayed}`)
  }
  return same
}

function title(text) {
  console.log(`\n${text}\n`)
}

function say(text) {
  console.log(`  ${text}`)
}

function quote(text) {
  console.log(text.trimEnd().replaceAll(/^/gm, '  | '))
}
