import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeProject as makeShop, recordAll as recordShop } from '../../demos/pull-request/shop.mjs'
import { cases } from './cases.mjs'
import { startRecord } from './command.mjs'
import { linkPackages, programProject, recordLoad, recordTraffic, startServices, verify } from './orders/project.mjs'

/** A run that doesn't end as it is wanted to is made again, so often. */
const MOST_RUNS = 20

/** Servers and scripts, of all that they do by what is recorded: what works with files and processes by itself is real when verified. */
const scripts = ['intent-classifier, answered', 'intent-classifier, crashing', 'race']

/**
 * Recordings that are made once are verified against the code that they were made of, again and again, on each Node: nothing is
 * reported.
 *
 * @param nodes their versions or paths, see `nodeOf`
 */
export async function proveUnchanged({ runs, nodes, requests, tick }) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'retrace-unchanged-')))
  try {
    const projects = await recordProjects(root, requests)
    tick('r')
    const results = []
    for (const [name, node] of nodes) {
      for (const { what, folder } of projects) {
        const found = []
        for (let i = 0; i < runs; i++) {
          const { divergences, failed } = await verify(folder, 'recordings', ['--node', node])
          if (failed) found.push(`${failed.code}: ${failed.message}`)
          found.push(...divergences.map(({ kind, what: its, changes }) => `${kind} ${its} ${JSON.stringify(changes)}`))
          tick(failed || divergences.length > 0 ? 'F' : '.')
        }
        results.push({ node: name, what, runs, found })
      }
    }
    return results
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function recordProjects(root, requests) {
  const services = await startServices()
  try {
    const orders = await programProject('orders-api', join(root, 'orders-api'))
    await recordTraffic(orders, 'recordings/traffic', services)
    await recordLoad(orders, 'recordings/load', services, { requests, connections: 10 })
    const shop = join(root, 'shop')
    makeShop(shop)
    await linkPackages(shop)
    await recordShop(shop, () => {})
    const others = []
    for (const program of cases.filter(({ name }) => scripts.includes(name)))
      others.push({ what: program.name, folder: await recordScript(program, join(root, String(others.length))) })
    return [{ what: 'orders-api', folder: orders }, { what: 'shop of the demo', folder: shop }, ...others]
  } finally {
    await services.stop()
  }
}

async function recordScript({ name, folder, command, start, exit }, root) {
  const project = await programProject(folder, root)
  const services = await start()
  try {
    for (let run = 0; run < MOST_RUNS; run++) {
      const { outcome } = startRecord(
        join(project, 'recordings', String(run)),
        command.map((part) => part.replace('@', services.at)),
        { cwd: project, env: { PATH: process.env.PATH, ...services.env } },
      )
      if ((await outcome).code === exit) return project
      await rm(join(project, 'recordings', String(run)), { recursive: true })
    }
    throw new Error(`${name} never exits with ${exit}`)
  } finally {
    await services.stop()
  }
}
