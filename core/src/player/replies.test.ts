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
