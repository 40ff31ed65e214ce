/**
 * What differs between two lists, item by item: one that is new, gone, or in another place makes no others of those beside it.
 * What is the same is found by Myers' algorithm (`diff`), what has changed among the rest by the least that differs.
 */
import { diffArrays } from 'diff'
import { itemStep } from '../../paths.ts'
import { canonical, type Change, type ListChanges } from '../../player/changes.ts'
import { aligned } from './aligned.ts'

/** Lists that differ in more items than this are compared place by place. */
const MAX_EDITS = 1_000

/** @param isIgnored - whether a change does not count: of two ways to tell what differs, the one with less that does is taken */
export function listChanges(isIgnored: (change: Change) => boolean): ListChanges {
  return (recorded, actual, path, inside) => {
    const least = (its: readonly Change[]): number => its.filter((change) => !isIgnored(change)).length
    const inPlace = changesInPlace(recorded, actual, path, inside)
    if (least(inPlace) === 0) return inPlace
    const hunks = hunksOf(recorded, actual)
    if (!hunks) return inPlace
    const cost = (was: Item, is: Item): number => least(inside(was.value, is.value, path + itemStep(is.at)))
    const edits = editsOf(hunks, { path, inside, cost })
    return least(edits) < least(inPlace) ? edits : inPlace
  }
}

function changesInPlace(...[recorded, actual, path, inside]: Parameters<ListChanges>): Change[] {
  const both = Math.min(recorded.length, actual.length)
  return [
    ...Array.from({ length: both }, (_, i) => inside(recorded[i], actual[i], path + itemStep(i))).flat(),
    ...recorded.slice(both).map((value, i) => removed({ value, at: both + i, key: '' }, path)),
    ...actual.slice(both).map((value, i) => added({ value, at: both + i, key: '' }, path)),
  ]
}

interface Item {
  readonly value: unknown
  readonly at: number
  readonly key: string
}

/** Items between two that are the same. */
interface Hunk {
  readonly gone: Item[]
  readonly come: Item[]
}

function itemsOf(list: readonly unknown[]): Item[] {
  return list.map((value, at) => ({ value, at, key: canonical(value) }))
}

/** Null where there is too much. */
function hunksOf(recorded: readonly unknown[], actual: readonly unknown[]): Hunk[] | null {
  const comparator = (was: Item, is: Item): boolean => was.key === is.key
  const found = diffArrays(itemsOf(recorded), itemsOf(actual), { comparator, maxEditLength: MAX_EDITS })
  const hunks: Hunk[] = [{ gone: [], come: [] }]
  for (const { value, added: isNew, removed: isGone } of found ?? []) {
    const { gone, come } = hunks.at(-1) as Hunk
    if (isGone) gone.push(...value)
    else if (isNew) come.push(...value)
    else hunks.push({ gone: [], come: [] })
  }
  return found ? hunks : null
}

interface Telling {
  readonly path: string
  readonly inside: Parameters<ListChanges>[3]
  readonly cost: (was: Item, is: Item) => number
}

function editsOf(hunks: readonly Hunk[], { path, inside, cost }: Telling): Change[] {
  const places = movesIn(hunks)
  const moved = new Set(places.values())
  return hunks.flatMap((hunk) => {
    const gone = hunk.gone.filter((item) => !moved.has(item))
    const come = hunk.come.filter((item) => !places.has(item))
    const pairs = aligned(gone, come, cost, ({ value }) => leavesOf(value))
    const paired = new Set(pairs.values())
    return [
      ...gone.filter((item) => !paired.has(item)).map((item) => removed(item, path)),
      ...hunk.come.flatMap((item): Change[] => {
        const [place, was] = [places.get(item), pairs.get(item)]
        if (place) return [movedFrom(place, item, path)]
        return was ? changedIn(was, item, path, inside) : [added(item, path)]
      }),
    ]
  })
}

/** What is the very same in another place. */
function movesIn(hunks: readonly Hunk[]): Map<Item, Item> {
  const left = new Map<string, Item[]>()
  for (const item of hunks.flatMap(({ gone }) => gone)) left.set(item.key, [...(left.get(item.key) ?? []), item])
  const places = new Map<Item, Item>()
  for (const item of hunks.flatMap(({ come }) => come)) {
    const was = left.get(item.key)?.shift()
    if (was) places.set(item, was)
  }
  return places
}

function removed({ value, at }: Item, path: string): Change {
  return { path: path + itemStep(at), recorded: value, actual: undefined, edit: 'removed' }
}

function added({ value, at }: Item, path: string): Change {
  return { path: path + itemStep(at), recorded: undefined, actual: value, edit: 'added' }
}

function movedFrom(was: Item, { value, at }: Item, path: string): Change {
  return { path: path + itemStep(at), from: path + itemStep(was.at), recorded: value, actual: value, edit: 'moved' }
}

/** By the place that it has now, and the one that it had. */
function changedIn(was: Item, is: Item, path: string, inside: Telling['inside']): Change[] {
  const [before, now] = [path + itemStep(was.at), path + itemStep(is.at)]
  const found = inside(was.value, is.value, now)
  if (before === now) return found
  return found.map((change) => ({ ...change, from: before + (change.from ?? change.path).slice(now.length) }))
}

/** How much there is to tell of a value. */
function leavesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Math.max(
    1,
    Object.values(value).reduce((sum: number, it) => sum + leavesOf(it), 0),
  )
}
