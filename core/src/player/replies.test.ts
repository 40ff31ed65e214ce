import { expect, test } from 'vitest'
import { Scope } from '../scope/scope.ts'
import { Replies } from './replies.ts'

const run = (its: () => void): void => its()

function replayed(name: string, isBusy = false): Scope {
  const options = {
    name,
    time: 'recorded',
    random: 'recorded',
    fixture: `${name}.json`,
    files: null,
    match: null,
    allow: [],
    isCapture: false,
  } as const
  const data = { began: 0, random: {}, exchanges: [] }
  return new Scope(options, { data, timeline: { isBusy: () => isBusy, aside: run }, adds: false })
}

const repliesOf = (): Replies =>
  new Replies((scope, time, its) => {
    if (scope?.timeline && scope.isActive) scope.timeline.add(time, its)
    else setImmediate(its)
  })

const said = (replies: Replies, seen: string[], scope: Scope, what: string, at: number): Promise<void> =>
  new Promise((resolve) =>
    replies.add(scope, at, () => {
      seen.push(what)
      resolve()
    }),
  )

test('what several scopes are told on one connection comes in the order in which it was asked for', async () => {
  const [a, b, replies, seen] = [replayed('a'), replayed('b'), repliesOf(), [] as string[]]
  const timeout = new Promise<void>((resolve) =>
    b.timeline?.add(60_000, () => {
      seen.push('timeout of b')
      resolve()
    }),
  )
  await Promise.all([
    said(replies, seen, a, 'first of a', 50),
    said(replies, seen, b, 'first of b', 5),
    said(replies, seen, a, 'second of a', 60),
    timeout,
  ])
  expect(seen).toEqual(['first of a', 'first of b', 'second of a', 'timeout of b'])
})

test('an answer to a test that is over keeps its place, and others wait no longer for it', async () => {
  const [a, b, replies, seen] = [replayed('a', true), replayed('b'), repliesOf(), [] as string[]]
  setTimeout(() => a.end(), 20)
  const both = [said(replies, seen, a, 'of a', 600_000), said(replies, seen, b, 'of b', 5)]
  await Promise.all(both)
  expect(seen).toEqual(['of a', 'of b'])
  expect(replies.isEmpty).toBe(true)
})

test('the place of an answer that nobody knows is filled where another one would be taken for it', async () => {
  const [a, b, replies, seen] = [replayed('a'), replayed('b'), repliesOf(), [] as string[]]
  replies.addGap(a, () => seen.push('gap of a'))
  setTimeout(() => a.end(), 20)
  await said(replies, seen, b, 'of b', 5)
  expect(seen).toEqual(['gap of a', 'of b'])
})

test('it stays empty where nothing else is to be answered', async () => {
  const [a, replies, seen] = [replayed('a'), repliesOf(), [] as string[]]
  replies.addGap(a, () => seen.push('gap of a'))
  a.end()
  await new Promise<void>((resolve) => replies.add(null, 0, resolve, 'act'))
  expect(seen).toEqual([])
})

test('what a test that is over has not been told is said by and by, whether or not others wait for it', async () => {
  const [a, replies, seen] = [replayed('a', true), repliesOf(), [] as string[]]
  setTimeout(() => a.end(), 20)
  await said(replies, seen, a, 'of a', 600_000)
  expect(seen).toEqual(['of a'])
})
