/** One small application and its test, as projects of each test runner, language and module system. */

/** Packages of the projects, pinned: what is proved shall not change by itself. */
const application = { express: '5.3.0', ioredis: '6.0.0', openai: '6.49.0', pg: '8.23.1' }
export const runners = {
  'vitest 4.1': { plugin: 'vitest', packages: { ...application, vitest: '4.1.12' }, nodes: ['20', '24', '26'] },
  // Vitest 5 has no support for Node 20.
  'vitest 5': { plugin: 'vitest', packages: { ...application, vitest: '5.1.1' }, nodes: ['24', '26'] },
  'jest 30': {
    plugin: 'jest-environment',
    packages: { ...application, jest: '30.5.2', '@swc/core': '1.16.22', '@swc/jest': '0.2.39' },
    nodes: ['20', '24', '26'],
  },
}

export const kinds = ['ts', 'js'].flatMap((language) => ['esm', 'cjs'].map((modules) => ({ language, modules })))

/**
 * The files of a project, by their names.
 *
 * Vitest runs tests as ES modules only, and so TypeScript too, whatever `type` says: CommonJS means there that the
 * package is of that type, and in JavaScript that the application is loaded by `require`.
 */
export function projectFiles(plugin, { language, modules }) {
  const isVitest = plugin === 'vitest'
  const isTyped = language === 'ts'
  const isRequired = modules === 'cjs' && !isTyped
  const app = isRequired && isVitest ? 'app.cjs' : `app.${language}`
  // A test of Vitest in a package of type `commonjs` is an ES module all the same.
  const test = isRequired && !isVitest ? 'require' : 'import'
  return {
    'package.json': JSON.stringify({ private: true, type: modules === 'esm' ? 'module' : 'commonjs' }),
    [app]: applicationText({ isTyped, isRequired }),
    [`orders.test.${language}`]: testText({ isTyped, style: test, app, plugin }),
    ...(isVitest ? { 'vitest.config.mjs': vitestConfig } : { 'jest.config.json': jestConfig({ isTyped, modules }) }),
  }
}

const vitestConfig = `
import { defineConfig } from 'vitest/config'
import { retrace } from '@retrace/vitest/plugin'

export default defineConfig({ plugins: [retrace()] })
`

function jestConfig({ isTyped, modules }) {
  const swc = {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: modules === 'esm' ? 'es6' : 'commonjs' },
  }
  return JSON.stringify({
    testEnvironment: '@retrace/jest-environment',
    transform: isTyped ? { '\\.ts$': ['@swc/jest', swc] } : {},
    extensionsToTreatAsEsm: isTyped && modules === 'esm' ? ['.ts'] : [],
  })
}

const imported = (style, names, from) =>
  style === 'require' ? `const ${names} = require('${from}')` : `import ${names} from '${from}'`

const applicationText = ({ isTyped, isRequired }) => {
  const style = isRequired ? 'require' : 'import'
  return `
${imported(style, 'express', 'express')}
${imported(style, '{ Redis }', 'ioredis')}
${imported(style, '{ OpenAI }', 'openai')}
${imported(style, '{ Pool }', 'pg')}

${isTyped ? 'interface Order { item: string; question: string }\n' : ''}
${isRequired ? '' : 'export '}function createApp() {
  const pool = new Pool({ connectionString: process.env.POSTGRES_URL })
  const redis = new Redis(process.env.REDIS_URL${isTyped ? ' as string' : ''})
  const openai = new OpenAI()
  const app = express()
  app.use(express.json())
  app.post('/orders', async (request, response) => {
    const { item, question } = request.body${isTyped ? ' as Order' : ''}
    const messages = [{ role: 'user'${isTyped ? ' as const' : ''}, content: question }]
    const number = await redis.incr('retrace-frameworks')
    const { rows } = await pool.query('select $1::text as item, clock_timestamp() as stored, $2::int as number', [item, number])
    const { choices } = await openai.chat.completions.create({ model: 'small', messages })
    let streamed = ''
    for await (const chunk of await openai.chat.completions.create({ model: 'small', messages, stream: true }))
      streamed += chunk.choices[0]?.delta.content ?? ''
    response.json({ ...rows[0], random: Math.random(), answer: choices[0]?.message.content, streamed })
  })
  return { app, close: () => Promise.all([pool.end(), redis.quit()]) }
}
${isRequired ? 'module.exports = { createApp }\n' : ''}`
}

const testText = ({ isTyped, style, app, plugin }) => `
${imported(style, '{ once }', 'node:events')}
${imported(style, '{ appendFileSync }', 'node:fs')}
${imported(style, '{ retrace }', `@retrace/${plugin}`)}
${plugin === 'vitest' ? `import { expect, test } from 'vitest'` : ''}
${imported(style, '{ createApp }', isTyped ? './app' : `./${app}`)}

test('an order is answered and stored', async () => {
  const recording = await retrace.record()
  const { app, close } = createApp()
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()${isTyped ? ' as { port: number }' : ''}
  const response = await fetch('http://127.0.0.1:' + port + '/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ item: 'lamp', question: 'Where is my order?' }),
  })
  const order = await response.json()
  expect(response.status).toBe(200)
  expect(order.item).toBe('lamp')
  expect(order.number).toBeGreaterThan(0)
  await close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const { mode, unused } = recording
  const seen = { mode, asked: process.env.RETRACE_MODE, node: process.execPath, unused: unused.length, order }
  appendFileSync(process.env.SEEN_FILE${isTyped ? ' as string' : ''}, JSON.stringify(seen) + '\\n')
})
`
