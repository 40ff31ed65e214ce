/** How the program has made the instances that a call was given: by a constructor, or by an exported function. */
import { Node } from 'ts-morph'
import type { CallSeen, ClassRef, Instance } from './observation.ts'
import { exportOf } from './project/exports.ts'
import { functionAt } from './project/functions.ts'
import { classAt, type ClassNode, constructorOf, isForAll } from './project/maker.ts'
import type { UserProject } from './project/project.ts'
import { isMember } from './project/target.ts'
import type { EarlierCall, InstanceMaker } from './write/plan.ts'

/**
 * @param calls - of functions and constructors, in their order
 * @returns those of the instances that a call was given, and of the ones that these were made of
 */
export function makersOf(call: CallSeen, calls: readonly EarlierCall[], user: UserProject): InstanceMaker[] {
  const found = new Map<number, InstanceMaker>()
  const todo = [call]
  for (let next = todo.pop(); next; next = todo.pop()) {
    for (const instance of instancesIn(next)) {
      const maker = found.has(instance.id) ? null : makerOf(instance, calls, user)
      if (!maker) continue
      found.set(instance.id, maker)
      if (maker.made) todo.push(maker.made.call)
    }
  }
  return [...found.values()]
}

/** The classes of what a call was given. */
export function classesIn(call: CallSeen): ClassRef[] {
  return instancesIn(call).map((its) => its.class)
}

function instancesIn({ values: { nodes } }: CallSeen): Instance[] {
  return nodes.flatMap(({ instance }) => instance ?? [])
}

function makerOf({ id, class: ref }: Instance, calls: readonly EarlierCall[], user: UserProject): InstanceMaker | null {
  const made = calls.find(({ target, call }) => target.kind !== 'constructor' && !isMember(target) && call.made === id)
  if (made) return { id, name: ref.name, made }
  const node = classNode(ref, user)
  const exported = node && exportOf(node)
  if (!node || !exported) return null
  const file = node.getSourceFile().getFilePath()
  const constructor = constructorOf(node)
  if (!isForAll(constructor)) return null
  if (!constructor) return { id, name: ref.name, made: null, file, exported }
  const its = calls.find(({ target, call }) => {
    const { place, name } = call.candidate
    return (
      target.kind === 'constructor' &&
      call.self === id &&
      functionAt(user.file(place.file), place, name) === constructor
    )
  })
  return its ? { id, name: ref.name, made: { ...its, target: { ...its.target, file, exported } } } : null
}

function classNode({ place, name }: ClassRef, user: UserProject): ClassNode | null {
  return place && classAt(user.file(place.file), place, name)
}

/** Whether a function is a constructor, or makes objects of a class of the project by its name. */
export function mayMake(node: Node | null): boolean {
  if (!node || Node.isConstructorDeclaration(node)) return node !== null
  return node
    .getDescendants()
    .some((its) => Node.isNewExpression(its) && !(its.getExpression().getText() in globalThis))
}
