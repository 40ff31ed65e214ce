/** Tests of a function that failed by what earlier calls had left in variables of modules, or in its object. */
import { expect, test } from 'vitest'
import { generate, outcomeOf, projectOf, record, said, textIn, textOf } from './level-projects.ts'

test('it makes the calls that it takes, also of the functions of another module, which keeps what they were given', async () => {
  const prices = {
    imports: { './rates.js': '{ rateOf }' },
    source: `const cache = new Map()

function remember(item, price) {
  cache.set(item, price)
}

function priceOf(item) {
  return cache.get(item) * rateOf().eur
}

`,
    exports: ['remember', 'priceOf'],
  }
  const project = projectOf('vitest', 'ESM', {
    'app.js': {
      imports: { './prices.js': '{ priceOf, remember }', './rates.js': '{ setRate }' },
      source: "remember('tea', 3)\nsetRate({ eur: 2 })\npriceOf('tea')\nsetRate(null)\npriceOf('tea')\n",
    },
    'prices.js': prices,
    'rates.js': {
      source: `let rate = { eur: 1 }

const setRate = (next) => {
  rate = next
}
const rateOf = () => rate

`,
      exports: ['setRate', 'rateOf'],
    },
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'function', function: 'priceOf', rejected: [] })
  expect(textIn(project, generated)).toBe(`test('priceOf does not throw TypeError', async () => {
  await retrace.record()
  vi.resetModules()
  const { priceOf } = await import('./prices.js')
  const { setRate } = await import('./rates.js')
  setRate(null)
  // TODO: expect what it should give instead
  priceOf('tea')
})
`)
  project.write({ 'prices.js': textOf({ ...prices, source: prices.source.replace('().eur', '()?.eur') }, 'ESM') })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})

test('it sets what of another module it takes, and leaves what had changed besides', async () => {
  const prices = {
    imports: { './config.js': '{ rates }' },
    source: `function inEuro(amount, currency) {
  return amount * rates.get(currency).factor
}

`,
    exports: ['inEuro'],
  }
  const project = projectOf('vitest', 'ESM', {
    'app.js': {
      imports: { './config.js': '{ names, rates }', './prices.js': '{ inEuro }' },
      source: "names.push('usd')\nrates.set('usd', null)\ninEuro(3, 'usd')\n",
    },
    'config.js': {
      source: 'const rates = new Map()\nconst names = []\n\n',
      exports: ['rates', 'names'],
    },
    'prices.js': prices,
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'function', function: 'inEuro', rejected: [] })
  expect(textIn(project, generated)).toBe(`test('inEuro does not throw TypeError', async () => {
  await retrace.record()
  vi.resetModules()
  const { inEuro } = await import('./prices.js')
  const { rates } = await import('./config.js')
  rates.clear()
  rates.set('usd', null)
  // TODO: expect what it should give instead
  inEuro(3, 'usd')
})
`)
})

test('an object that only its constructor can make is made as it was, and called as it was before', async () => {
  const source = `class Prices {
  #cache = new Map()
  #shop

  constructor({ shop }) {
    this.#shop = shop.toUpperCase()
  }

  learn(item, price) {
    this.#cache.set(item, price)
  }

  of(item) {
    return this.#shop + this.#cache.get(item).amount
  }
}

function pricesOf(shop) {
  return new Prices({ shop })
}

`
  const module = { source, exports: ['pricesOf'] }
  const project = projectOf('vitest', 'CommonJS', {
    'app.js': {
      imports: { './prices.js': '{ pricesOf }' },
      source: `const [west, north] = [pricesOf('west'), pricesOf('north')]
west.learn('tea', { amount: 2 })
north.learn('tea', null)
north.of('tea')
`,
    },
    'prices.js': module,
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'function', function: 'Prices.of', rejected: [] })
  expect(textIn(project, generated)).toBe(`test('Prices.of does not throw TypeError', async () => {
  await retrace.record()
  const prices = pricesOf('north')
  prices.learn('tea', null)
  // TODO: expect what it should give instead
  prices.of('tea')
})
`)
  project.write({ 'prices.js': textOf({ ...module, source: source.replace(').amount', ')?.amount') }, 'CommonJS') })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})

test('where nothing that it can call leaves it so, the command says which variable it is', async () => {
  const project = projectOf('vitest', 'ESM', {
    'app.js': {
      imports: { './jobs.js': '{ next }' },
      source: "process.emit('stop')\nnext('mail')\n",
    },
    'jobs.js': {
      source: `let jobs = []
process.once('stop', () => (jobs = null))

function next(kind) {
  return jobs.find((job) => job.kind === kind)
}

`,
      exports: ['next'],
    },
  })
  await record(project)
  const { stderr } = await said(project, '--function', 'next')
  expect(stderr).toContain('when it was called, jobs of jobs.js had changed, which no test can set from outside')
})

test('so are objects that it was given, and those that they are made of', async () => {
  const source = `class Rates {
  #of

  constructor(rates) {
    this.#of = new Map(Object.entries(rates))
  }

  of(item) {
    return this.#of.get(item)
  }
}

class Shop {
  constructor(rates) {
    this.rates = rates
  }
}

class Outlet extends Shop {
  #sold = 0
}

class Till {
  #name

  constructor(name) {
    this.#name = name.trim()
  }
}

const tillOf = (name) => new Till(name)

function checkOut({ rates }, till, item) {
  return till.sum + rates.of(item).amount
}

`
  const project = projectOf('vitest', 'ESM', {
    'app.js': {
      imports: { './shop.js': '{ checkOut, Outlet, Rates, tillOf }' },
      source: `const outlet = new Outlet(new Rates({ tea: { amount: 2 } }))
checkOut(outlet, tillOf(' west'), 'tea')
checkOut(outlet, tillOf('north '), 'milk')
`,
    },
    'shop.js': { source, exports: ['Rates', 'Outlet', 'tillOf', 'checkOut'] },
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'function', function: 'checkOut', rejected: [] })
  expect(textIn(project, generated)).toBe(`test('checkOut does not throw TypeError', async () => {
  await retrace.record()
  const till = tillOf('north ')
  const rates = new Rates({ tea: { amount: 2 } })
  // TODO: expect what it should give instead
  checkOut(new Outlet(rates), till, 'milk')
})
`)
})
