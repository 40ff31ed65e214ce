/** The projects that files belong to: a repository may have several. */
import { isInPackages } from '../in-packages.ts'
import type { ClassRef } from '../observation.ts'
import { exportOf } from './exports.ts'
import { type Framework, manifestOf } from './framework.ts'
import { instanceOf } from './instances.ts'
import { classAt } from './maker.ts'
import { UserProject } from './project.ts'

export class UserProjects {
  readonly #framework: Framework | null
  /** By the folder of their package. */
  readonly #known = new Map<string, UserProject>()

  /** @param framework - where the user says it */
  constructor(framework: Framework | null) {
    this.#framework = framework
  }

  /** @throws RetraceError `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS` */
  of(file: string): UserProject {
    const { folder } = manifestOf(file)
    let its = this.#known.get(folder)
    if (!its) this.#known.set(folder, (its = new UserProject(file, this.#framework)))
    return its
  }

  /** Whether a test can have instances of a class: of those of the program, where its module exports it, or the only instance. */
  readonly hasClass = ({ name, place }: ClassRef): boolean => {
    if (place === null || isInPackages(place.file)) return true
    const project = this.of(place.file)
    const node = classAt(project.file(place.file), place, name)
    return node === null || exportOf(node) !== null || instanceOf(project, name) !== null
  }
}
