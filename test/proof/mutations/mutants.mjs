import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { parse } from 'acorn'
import { full } from 'acorn-walk'
import { seededRandom } from '../../../fixtures/programs/orders-api/seeded-random.js'

/**
 * Makes all mutants of some files: those of Stryker's mutators first, then, since small programs have few of these, ours, which
 * change what it leaves alone. Each of the two in an order that is the same each time, and has of each
 * mutator one in turn.
 *
 * @returns {Promise<{ file: string, mutator: string, line: number, from: number, to: number, replacement: string }[]>}
 */
export async function mutantsOf(folder, files) {
  const sources = files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
  const seen = new Set()
  const all = [...shuffled(await strykers(sources)), ...shuffled(sources.flatMap(ours))]
  return all.filter((mutant) => {
    const key = JSON.stringify([mutant.file, mutant.from, mutant.to, mutant.replacement])
    return !seen.has(key) && seen.add(key)
  })
}

/** The text of a file with a mutant in it. */
export function mutated(text, { from, to, replacement }) {
  return text.slice(0, from) + replacement + text.slice(to)
}

async function strykers(sources) {
  const silent = new Proxy({}, { get: (_, name) => () => !String(name).startsWith('is') })
  const { mutants } = await new Instrumenter(silent).instrument(
    sources.map(({ file, text }) => ({ name: file, content: text, mutate: true })),
    { plugins: [], excludedMutations: [], ignorers: [] },
  )
  return mutants.map(({ fileName, mutatorName, location, replacement }) => {
    const { text } = sources.find(({ file }) => file === fileName)
    const [from, to] = [offsetOf(text, location.start), offsetOf(text, location.end)]
    return { file: fileName, mutator: mutatorName, line: location.start.line + 1, from, to, replacement }
  })
}

function offsetOf(text, { line, column }) {
  const before = text.split('\n').slice(0, line)
  return before.reduce((sum, its) => sum + its.length + 1, column)
}

/** Another number, a statement less, an item less, no waiting, a word less in a text. */
function ours({ file, text }) {
  const found = []
  const add = (mutator, { start, end }, replacement) => {
    const line = text.slice(0, start).split('\n').length
    found.push({ file, mutator, line, from: start, to: end, replacement })
  }
  const listed = (nodes) => nodes.forEach((node) => add('ItemRemoval', withComma(text, node), ''))
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'module' })
  full(program, (node) => {
    if (program.body.some(({ source }) => source === node)) return
    if (node.type === 'Literal' && typeof node.value === 'number') add('NumericLiteral', node, String(node.value + 1))
    if (node.type === 'Literal' && typeof node.value === 'string') words(text, node, add)
    if (node.type === 'TemplateLiteral') node.quasis.forEach((part) => words(text, part, add))
    if (node.type === 'ExpressionStatement') add('StatementRemoval', node, ';')
    if (node.type === 'AwaitExpression') add('AwaitRemoval', node, text.slice(node.argument.start, node.argument.end))
    if (node.type === 'ObjectExpression') listed(node.properties)
    if (node.type === 'ArrayExpression') listed(node.elements)
    if (node.type === 'CallExpression' && node.arguments.length > 1) listed(node.arguments)
  })
  return found
}

/** Of a text with several words, one that goes. */
function words(text, { start, end }, add) {
  const all = [...text.slice(start, end).matchAll(/[\w$]+/g)].filter(({ 0: word }) => !word.startsWith('$'))
  if (all.length < 2) return
  for (const { 0: word, index } of all) {
    const at = start + index
    add('WordRemoval', { start: at, end: at + word.length }, '')
  }
}

function withComma(text, { start, end }) {
  const [comma] = /^\s*,/.exec(text.slice(end)) ?? ['']
  return { start, end: end + comma.length }
}

/** In turn one of each mutator. */
function shuffled(mutants) {
  const random = seededRandom(5)
  const counts = {}
  return mutants
    .map((mutant) => ({ mutant, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ mutant }) => ({ mutant, at: (counts[mutant.mutator] = (counts[mutant.mutator] ?? 0) + 1) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ mutant }) => mutant)
}
