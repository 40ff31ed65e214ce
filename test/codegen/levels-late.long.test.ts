/** Tests of functions whose failure comes once they have returned. */
import { expect, test } from 'vitest'
import type { Project } from '../support/project.ts'
import {
  generate,
  outcomeOf,
  outside,
  projectOf,
  record,
  type Runner,
  type Syntax,
  textIn,
  textOf,
} from './level-projects.ts'

const MAILS = `async function send(outbox, user) {
  const response = await fetch(new URL(user, outbox))
  if (!response.ok) throw new Error(\`Mail to \${user}: HTTP \${response.status}\`)
}

async function notifyAll(outbox, users) {
  users.forEach(async (user) => {
    await send(outbox, user)
  })
}

`

test.each<[Runner, Syntax]>([
  ['vitest', 'ESM'],
  ['jest', 'CommonJS'],
])('a promise that nobody awaits is waited for, and fails the test (%s, %s)', async (runner, syntax) => {
  const outbox = await outside(({ url }, response) => void response.writeHead(url === '/bob' ? 422 : 200).end())
  const mails = { source: MAILS, exports: ['notifyAll'] }
  const project = projectOf(runner, syntax, {
    'app.js': { imports: { './mails.js': '{ notifyAll }' }, source: `notifyAll('${outbox}', ['ada', 'bob'])\n` },
    'mails.js': mails,
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({
    level: 'function',
    function: 'notifyAll',
    title: 'notifyAll leaves no Error uncaught',
  })
  expect(textIn(project, generated)).toContain(`  await retrace.run(() => notifyAll('${outbox}', ['ada', 'bob']))\n`)
  expect(await outcomeOf(project, generated)).toMatchObject({
    kind: 'failed',
    error: { name: 'Error', message: 'Mail to bob: HTTP 422', at: { line: 3 } },
  })
  const source = MAILS.replace('users.forEach(async', 'await Promise.allSettled(users.map(async').replace('})', '}))')
  project.write({ 'mails.js': textOf({ ...mails, source }, syntax) })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})

const CHECKS = `function checkLater(orders) {
  setTimeout(() => orders.forEach(({ lines }) => lines.length), 20)
}

async function checkAndWait(orders) {
  checkLater(orders)
  await new Promise((resolve) => setTimeout(resolve, 40))
  return orders.length
}

`

function checking(name: string, runner: Runner, syntax: Syntax): Project {
  return projectOf(runner, syntax, {
    'app.js': { imports: { './checks.js': `{ ${name} }` }, source: `${name}([{ lines: [1] }, {}])\n` },
    'checks.js': { source: CHECKS, exports: ['checkLater', 'checkAndWait'] },
  })
}

test.each<[string, Runner, Syntax]>([
  ['checkLater', 'vitest', 'CommonJS'],
  ['checkLater', 'jest', 'ESM'],
  ['checkAndWait', 'vitest', 'ESM'],
])('what a timer throws fails the test of %s, which has set it (%s, %s)', async (name, runner, syntax) => {
  const project = checking(name, runner, syntax)
  await record(project)
  const generated = await generate(project, '--function', name)
  expect(generated).toMatchObject({ level: 'function', title: `${name} leaves no TypeError uncaught` })
  expect(textIn(project, generated)).toContain(`  await retrace.run(() => ${name}([{ lines: [1] }, {}]))\n`)
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed', error: { name: 'TypeError' } })
  const source = CHECKS.replace('lines.length', 'lines?.length')
  project.write({ 'checks.js': textOf({ source, exports: [name] }, syntax) })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})

test('what a timer throws can be pinned', async () => {
  const project = checking('checkLater', 'jest', 'CommonJS')
  await record(project)
  const generated = await generate(project, '--assert', 'error')
  expect(generated).toMatchObject({ level: 'function', title: 'checkLater leaves TypeError uncaught' })
  expect(textIn(project, generated)).toMatch(
    /await expect\(retrace\.run\(\(\) => checkLater\(.*\)\)\)\.rejects\.toMatchObject/,
  )
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})
