/** JSON by its places, also within texts that are JSON themselves: a value of a cache, the arguments of a tool. */

/** Goes from a text to what it says. */
export const INSIDE: unique symbol = Symbol('inside')

type Step = string | number | typeof INSIDE
export type Path = readonly Step[]

/** What a text says as JSON, in the line of an event stream too; null where it is none. */
export function insideOf(text: string): { readonly head: string; readonly json: unknown } | null {
  const [, head, its] = /^((?:data: ?)?)([[{].*)$/s.exec(text) ?? []
  if (head === undefined || its === undefined) return null
  try {
    return { head, json: JSON.parse(its) }
  } catch {
    return null
  }
}

/** The members of an object or the items of a list. */
export function entriesOf(json: object): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(json) ? json.map((it, i) => [i, it] as const) : Object.entries(json)
}

/** Takes what is at some places away. */
export function without<T>(json: T, paths: readonly Path[]): T {
  return pruned(json, branchesOf(paths)) as T
}

/** Puts other values at some places. */
export function withValues<T>(json: T, values: readonly (readonly [Path, unknown])[]): T {
  // What is in a text before the text.
  const inOrder = values.toSorted(([a], [b]) => b.length - a.length)
  return inOrder.reduce<unknown>((its, [path, value]) => put(its, path, value), json) as T
}

/** Null is taken away; else what is below is looked at. */
type Branches = Map<Step, Branches | null>

function branchesOf(paths: readonly Path[]): Branches {
  const root: Branches = new Map()
  // What is taken away as a whole comes first, and nothing is left to do below.
  for (const path of paths.toSorted((a, b) => a.length - b.length)) {
    let at: Branches | null = root
    for (const step of path.slice(0, -1)) {
      const below: Branches | null | undefined = at.get(step)
      const next: Branches | null = below === undefined ? new Map() : below
      at.set(step, next)
      at = next
      if (at === null) break
    }
    at?.set(path.at(-1) as Step, null)
  }
  return root
}

function pruned(json: unknown, branches: Branches): unknown {
  if (typeof json === 'string') return rewritten(json, (its) => pruned(its, branches.get(INSIDE) as Branches))
  const left = entriesOf(json as object).flatMap(([key, it]): [string | number, unknown][] => {
    const its = branches.get(key)
    return its === null ? [] : [[key, its ? pruned(it, its) : it]]
  })
  return Array.isArray(json) ? left.map(([, it]) => it) : Object.fromEntries(left)
}

function put(json: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value
  if (step === INSIDE) return rewritten(json as string, (its) => put(its, rest, value))
  if (Array.isArray(json)) return json.with(step as number, put(json[step as number], rest, value))
  const its = json as Readonly<Record<string, unknown>>
  return { ...its, [step]: put(its[step], rest, value) }
}

function rewritten(text: string, change: (json: unknown) => unknown): string {
  const inside = insideOf(text)
  return inside ? inside.head + JSON.stringify(change(inside.json)) : text
}
