/**
 * What differs between two lists, item by item: one that is new, gone, or in another place makes no others of those beside it.
 * Lists of which too much differs are compared place by place.
 */
import { itemStep } from '../../paths.ts'
import { canonical, type Change, type ListChanges } from '../../player/changes.ts'
import { aligned } from './aligned.ts'
import { comparedLists, type Hunk } from './hunks.ts'

/** @param isIgnored - whether a change does not count: of two ways to tell what differs, the one with less that does is taken */
export function listChanges(isIgnored: (change: Change) => boolean): ListChanges {
  return (recorded, actual, path, inside) => {
    const least = (its: readonly Change[]): number => its.filter((change) => !isIgnored(change)).length
    const inPlace = changesInPlace(recorded, actual, path, inside)
    if (least(inPlace) === 0) return inPlace
    const hunks = comparedLists(itemsOf(recorded), itemsOf(actual), (was, is) => was.key === is.key)?.hunks
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

function itemsOf(list: readonly unknown[]): Item[] {
  return list.map((value, at) => ({ value, at, key: canonical(value) }))
}

interface Telling {
  readonly path: string
  readonly inside: Parameters<ListChanges>[3]
  readonly cost: (was: Item, is: Item) => number
}

function editsOf(hunks: readonly Hunk<Item>[], { path, inside, cost }: Telling): Change[] {
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
function movesIn(hunks: readonly Hunk<Item>[]): Map<Item, Item> {
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
