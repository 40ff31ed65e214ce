// npm run demo: records a program until it crashes on a model's answer, replays the crash without the model, and has a test
// written that fails for the same reason, until the program is mended.

import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { startChatServer } from '../../test/services/chat-server.mjs'
import { crashOf } from './crash.mjs'
import { misunderstood, modelAnswers } from './model-answers.mjs'
import { makeProject, mend, writtenTest } from './project.mjs'
import { retrace, root, runTests } from '../retrace.mjs'
import { quote, say, title, verdict } from '../say.mjs'

const recording = process.argv[2] ?? join(root, 'recordings', 'ai-crash')
const program = `${recording}-project`
const message = 'The parcel came damaged. I want my money back.'
const mostRuns = 50

makeProject(program)
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
  process.exitCode = same && (await tested(crash)) ? 0 : 1
} finally {
  await chat.stop()
}

/** Has a test written, and sees it red before the program is mended, and green after. */
async function tested(crash) {
  title('Write a test of it')
  const begun = performance.now()
  const written = await retrace(['generate', recording], { cwd: program })
  const seconds = (performance.now() - begun) / 1000
  if (written.code !== 0) {
    quote(written.stderr)
    return false
  }
  say(`written and proved in ${seconds.toFixed(1)} s`)
  quote(writtenTest(program).text)

  title('Run the test')
  const red = await runTests(program)
  const isRed = red.code !== 0 && `${red.stdout}${red.stderr}`.includes(crash.summary.split(':')[0])
  say(isRed ? `red: ${crash.summary}` : 'IT DOES NOT FAIL AS THE PROGRAM DID')

  title('Mend the program: an answer that is not JSON has a fallback')
  mend(program)
  const green = await runTests(program)
  verdict(green.code === 0, 'green', 'STILL RED')
  if (!isRed || green.code !== 0) quote(`${red.stdout}${green.stdout}${green.stderr}`)
  return isRed && green.code === 0
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
  verdict(same, `${what.padEnd(10)} the same`, `${what.padEnd(10)} DIFFERENT`)
  if (!same) {
    quote(`recorded: ${recorded}`)
    quote(`replayed: ${replayed}`)
  }
  return same
}
