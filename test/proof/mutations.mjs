import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge } from './mutations/judge.mjs'
import { mutantsOf, mutated } from './mutations/mutants.mjs'
import { isSameStep, Observer } from './orders/behaviour.mjs'
import { programProject, recordTraffic, startServices, verify } from './orders/project.mjs'

const RECORDING = 'recording'

/** All that the service is made of; the other files of its folder are those that drive it. */
const files = ['app.js', 'cache.js', 'database.js', 'page.js', 'quote.js', 'server.js', 'settings.js']

/**
 * Mutants of the orders API: what each really does otherwise is told from outside, on real services; then the recording is verified,
 * and has to report it as what it is.
 */
export async function proveMutations({ count, jobs, only, tick }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-mutations-')))
  const services = await startServices()
  const observers = []
  try {
    const folders = Array.from({ length: jobs }, (_, i) => join(root, String(i)))
    const projects = await Promise.all(folders.map((folder) => programProject('orders-api', folder)))
    await recordTraffic(projects[0], RECORDING, services)
    for (const project of projects.slice(1))
      await cp(join(projects[0], RECORDING), join(project, RECORDING), { recursive: true })
    for (const _ of projects) observers.push(await Observer.start(services))
    const before = await observers[0].observe(projects[0], () => true)
    await expectSame(projects[0], observers[0], before)
    const mutants = await mutantsOf(projects[0], files)
    const waiting = mutants.filter(({ file, line }) => `${file}:${line}`.includes(only))
    const results = []
    const isEnough = () => results.filter(({ truth }) => truth).length >= count
    const work = async (project, observer) => {
      while (waiting.length > 0 && !isEnough()) {
        const result = await proveMutant(waiting.shift(), { project, observer, before })
        results.push(result)
        tick(!result.truth ? '-' : result.isRight ? '.' : result.reported.length > 0 ? 'k' : 'F')
      }
    }
    await Promise.all(projects.map((project, i) => work(project, observers[i])))
    return results
  } finally {
    for (const observer of observers) await observer.stop()
    await services.stop()
    await rm(root, { recursive: true, force: true })
  }
}

/** Else nothing could be said of a mutant. */
async function expectSame(project, observer, before) {
  const again = await observer.observe(project, () => true)
  const other = again.find((step, i) => !isSameStep(before[i], step))
  if (other) throw new Error(`The program does not do the same twice: ${JSON.stringify(other)}`)
  const { divergences, failed } = await verify(project, RECORDING)
  if (failed || divergences.length > 0)
    throw new Error(`Unchanged, it is reported: ${JSON.stringify(failed ?? divergences)}`)
}

async function proveMutant(mutant, { project, observer, before }) {
  const file = join(project, mutant.file)
  const text = await readFile(file, 'utf8')
  const was = text.slice(mutant.from, mutant.to)
  try {
    await writeFile(file, mutated(text, mutant))
    const steps = await observer.observe(project, (step, i) => isSameStep(before[i], step))
    const truth = judge(before, steps)
    if (!truth) return { mutant, was, truth }
    const { divergences, failed } = await verify(project, RECORDING, ['--timeout', '15', '--jobs', '1'])
    const kinds = failed ? [failed.code] : divergences.map(({ kind }) => kind)
    return {
      mutant,
      was,
      truth,
      reported: kinds,
      isRight: kinds.some((kind) => truth.kinds.includes(kind)),
      isAtLine: divergences.some(({ place }) => place?.file === mutant.file && place.line === mutant.line),
    }
  } finally {
    await writeFile(file, text)
  }
}
