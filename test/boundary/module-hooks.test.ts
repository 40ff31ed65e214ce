/** Programs whose modules are loaded by hooks, as the loaders of TypeScript do it. */
import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const REGISTER = `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url)`

test('modules that come by way of a thread of hooks come in the same order', () => {
  const hooks = `
    export async function load(url, context, nextLoad) {
      const loaded = await nextLoad(url, context)
      const wait = Number(new URL(url).searchParams.get('wait'))
      await new Promise((resolve) => setTimeout(resolve, wait * Math.random()))
      return loaded
    }`
  const source = `
    const seen = []
    const timer = setInterval(() => seen.push('tick'), 1)
    await Promise.all([3, 2, 1, 0].map(async (i) => {
      const { random } = await import('./module.mjs?wait=' + i + '&' + i)
      seen.push(i, random)
    }))
    await import('./missing.mjs').catch((error) => seen.push(error.code))
    clearInterval(timer)
    console.log(seen.join())`
  const kept = { 'hooks.mjs': hooks, 'register.mjs': REGISTER, 'module.mjs': 'export const random = Math.random()' }
  for (let run = 0; run < 4; run++) {
    const printed = expectSameReplay({ name: 'program.mjs', flags: ['--import', './register.mjs'], kept, source })
    expect(printed).toMatch(/ERR_MODULE_NOT_FOUND\n$/)
  }
})

test('what a hook of require puts off is not the program’s', () => {
  const source = `
    const fs = require('node:fs')
    const { js } = require('node:module')._extensions, cache = __dirname + '/cache.txt'
    require('node:module')._extensions['.ts'] = (module, file) => {
      // As a cache of compiled files: it is there in replay, and the code takes another way.
      if (!fs.existsSync(cache)) setImmediate(() => fs.writeFileSync(cache, String(Date.now())))
      module._compile(fs.readFileSync(file, 'utf8').replace(': number', ''), file)
    }
    console.log(require('./module.ts').value)
    setTimeout(() => console.log('over'), 10)`
  const printed = expectSameReplay({
    kept: { 'module.ts': 'const value: number = Math.random(); exports.value = value' },
    source,
  })
  expect(printed).toMatch(/^0\.\d+\nover\n$/)
})

test('compiled code that is kept in a file, also by a loader', () => {
  const source = `
    const vm = require('node:vm'), fs = require('node:fs'), Module = require('node:module')
    const compiled = []
    Module._extensions['.js'] = (module, file) => {
      const script = new vm.Script(fs.readFileSync(file, 'utf8'), { produceCachedData: true })
      compiled.push(script.cachedData)
      module.exports = script.runInThisContext()
    }
    console.log(require('./module.js'), vm.Script.name, new vm.Script('1') instanceof vm.Script)
    process.on('exit', () => {
      fs.writeFileSync('cache', Buffer.concat([...compiled, new vm.Script('() => 2').createCachedData()]))
    })`
  const printed = expectSameReplay({ kept: { 'module.js': '(function named() { return 1 })()' }, source })
  expect(printed).toBe('1 Script true\n')
})
