/** The projects that files belong to: a repository may have several. */
import { type Framework, manifestOf } from './framework.ts'
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
}
