// Writes what is loaded most into few files, since to load some hundred ES modules one by one takes longer than all that
// they do then:
// - core/dist/recorder-bundle.js: the recorder. It would more than double what recording adds to the start of a program.
// - core/dist/replayer-bundle.js: the strict player, which a generated test has seen ten or twenty times.
// - core/dist/verifier-bundle.js: what a verified process loads, one for each recording.
// - core/dist/bundled: what test files load, each in a worker of its own. What is loaded later is part of it, so that there
//   is one of each module.
// - codegen/dist/bundled: the generator, and what it has runners load.
// - core/dist/report-page: the script and the style of `retrace verify --reporter html`, which puts them into its report.
// The modules stay beside them: the command loads those of core.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'core', 'dist')
const page = join(root, 'core', 'report-page')
const generator = join(root, 'codegen', 'dist')
/** Folders of packages that have become part of a bundle. */
const included = new Set()
/**
 * What V8 has to read and to keep: a source with one character beyond Latin-1 takes two bytes for each of them, and comments
 * are for those who read the modules.
 */
const LEAN = { charset: 'ascii', comments: { legal: true, annotation: false, jsdoc: false } }
const parts = ['index', 'runner', 'report', 'boundary/fs/index']

for (const part of ['recorder', 'replayer', 'verifier'])
  await write({ input: join(dist, `${part}.js`) }, { file: join(dist, `${part}-bundle.js`), codeSplitting: false })
await write(
  {
    input: Object.fromEntries(parts.map((part) => [part, join(dist, `${part}.js`)])),
    // The parser reads its WebAssembly from beside its own module.
    external: ['libpg-query', 'pgsql-deparser'],
    plugins: [builtins()],
  },
  { dir: join(dist, 'bundled'), cleanDir: true },
)
await write(
  {
    input: {
      index: join(generator, 'index.js'),
      'vitest-reporter': join(generator, 'prove', 'vitest-reporter.js'),
      'vitest-host': join(generator, 'prove', 'vitest-host.js'),
    },
    external: /^(?:@|acorn$)/,
    plugins: [required('ts-morph', join(generator, 'index.js'))],
  },
  { dir: join(generator, 'bundled'), cleanDir: true },
)
await write(
  { input: join(page, 'main.ts'), platform: 'browser' },
  { file: join(dist, 'report-page', 'page.js'), format: 'iife', minify: true },
)
copyFileSync(join(page, 'page.css'), join(dist, 'report-page', 'page.css'))

writeFileSync(
  join(dist, 'THIRD-PARTY-LICENSES.txt'),
  [...included]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map(licenseOf)
    .join('\n\n'),
)

async function write(from, to) {
  const bundle = await rolldown({ platform: 'node', logLevel: 'warn', ...from })
  const { output } = await bundle.write({ format: 'esm', ...LEAN, ...to })
  await bundle.close()
  for (const id of output.flatMap(({ moduleIds = [] }) => moduleIds)) {
    const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/')) ?? []
    if (folder) included.add(folder)
  }
}

/**
 * Takes Node's own modules from `process.getBuiltinModule`. An import reads every property of one: of `node:http` those that
 * load undici, with its 700 kB, of `node:tls` the list of all root certificates.
 */
function builtins() {
  const PREFIX = '\0builtin:'
  return {
    name: 'builtins',
    resolveId: (source) => (isBuiltin(source) ? { id: PREFIX + source, moduleSideEffects: false } : null),
    load(id) {
      if (!id.startsWith(PREFIX)) return null
      const name = id.slice(PREFIX.length)
      const names = Object.keys(process.getBuiltinModule(name)).filter((it) => /^\w+$/.test(it))
      // Only what is called is known to have no effect, and left out where nobody uses it.
      const each = names.map((it) => `const $${it} = /* @__PURE__ */ (() => its.${it})()\nexport { $${it} as ${it} }`)
      return [`const its = process.getBuiltinModule('${name}')`, 'export default its', ...each].join('\n')
    },
  }
}

/** Has a CommonJS package required: of one that is imported Node first looks through all files for names of exports, in this one 13 MB. */
function required(name, from) {
  const names = Object.keys(createRequire(from)(name)).join(', ')
  const code = `import { createRequire } from 'node:module'
export const { ${names} } = createRequire(import.meta.url)('${name}')`
  const id = `\0${name}`
  return {
    name: 'required',
    resolveId: (source) => (source === name ? id : null),
    load: (loaded) => (loaded === id ? code : null),
  }
}

/** Packages that are part of a bundle have to be named with their licences. */
function licenseOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (!file) throw new Error(`${name} is in a bundle, and has no file with its licence`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8')}`
}
