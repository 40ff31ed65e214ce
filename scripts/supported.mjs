// Writes the tables of docs/supported.md from what the proofs install: `npm run supported`. With --check it only looks whether
// they are as they should be.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { driverList } from '../test/proof/driver-list.mjs'
import { versions } from '../test/proof/drivers.mjs'
import { runners } from '../test/proof/framework-projects.mjs'

const page = fileURLToPath(new URL('../docs/supported.md', import.meta.url))
const begin = '<!-- Written by `npm run supported`. -->\n'
const end = '<!-- Written until here. -->\n'

const services = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL or MariaDB',
  redis: 'Redis',
  web: 'HTTP',
  chat: 'HTTP over TLS, streams of events',
}

const clients = driverList.map(({ program, services: its }) => {
  const packages = packagesOf(program)
  return [program, packages.join(', ') || "Node's own", its.map((name) => services[name]).join(', ')]
})

const tables = [
  table(['proof', 'packages', 'talks to'], clients),
  table(
    ['runner', 'package', 'Node'],
    Object.entries(runners).map(([name, { packages, nodes }]) => {
      const runner = name.split(' ')[0]
      return [name, `${runner} ${packages[runner]}`, nodes.join(', ')]
    }),
  ),
]

const before = readFileSync(page, 'utf8')
const parts = before.split(begin)
const written = parts.map((part, index) => (index === 0 ? part : `\n${tables[index - 1]}\n${end}${part.split(end)[1]}`))
const after = written.join(begin)
if (!process.argv.includes('--check')) writeFileSync(page, after)
else if (plain(before) !== plain(after)) {
  console.error('docs/supported.md is not what the proofs install: npm run supported')
  process.exitCode = 1
}

/** What the program of a proof imports, with the versions in which it is installed. */
function packagesOf(program) {
  const source = readFileSync(new URL(`../test/proof/drivers/${program}.mjs`, import.meta.url), 'utf8')
  const names = [...source.matchAll(/from '((?:@[^/']+\/)?[^/']+)/g)].map(([, name]) => name)
  return [...new Set(names)].filter((name) => name in versions).map((name) => `${name} ${versions[name]}`)
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}

/** As it is without the spaces with which a formatter aligns columns. */
function plain(text) {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')
}
