/** How a test makes the instances of packages' classes that calls were given: as the project does, but with its secrets replaced. */
import { type Rewrite, rewriteText } from '@retrace/core/recordings'
import { isInPackages } from './in-packages.ts'
import type { CallSeen, ValueNode } from './observation.ts'
import { type Construction, constructionOf } from './project/constructions.ts'
import type { UserProject } from './project/project.ts'

/** By the names of classes. */
export type Constructions = ReadonlyMap<string, Construction>

export function constructedIn(calls: readonly CallSeen[], project: UserProject, rewrite: Rewrite): Constructions {
  const names = new Set(calls.flatMap(({ values }) => values.nodes.flatMap((node) => nameIn(node) ?? [])))
  const found = [...names].flatMap((name): [string, Construction][] => {
    const construction = constructionOf(project, name)
    return construction ? [[name, withoutSecrets(construction, name, rewrite)]] : []
  })
  return new Map(found)
}

function nameIn(node: ValueNode): string | null {
  if (node.kind === 'native') return node.what
  const place = node.kind === 'object' ? node.class?.place : null
  return place && isInPackages(place.file) ? (node as { class: { name: string } }).class.name : null
}

function withoutSecrets(construction: Construction, className: string, rewrite: Rewrite): Construction {
  const parts = construction.parts.map((part) => {
    if (typeof part === 'string' || part.kind !== 'text') return part
    const { text, name } = part
    return { ...part, text: rewriteText(text, rewrite, { path: `$.new ${className}.${name}`, name }) }
  })
  return { ...construction, parts }
}
