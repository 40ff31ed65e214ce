/** `retrace verify --reporter html`, in the browser that a reviewer opens it with. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { start } from '../services/start.mjs'
import { retrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { changed } from './programs.ts'
import { recordServer } from './record-server.ts'

const SERVER = `import { createServer } from 'node:http'
async function ask(path, init) {
  const response = await fetch(process.env.STOCK + path, init)
  return response.json()
}
const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const { note } = JSON.parse(body)
  const stock = await ask('/stock' + request.url)
  const price = await ask('/price', { method: 'POST', body: JSON.stringify({ currency: 'EUR' }) })
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ note, password: 'open-sesame-4711', stock, price }))
})
server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
process.once('SIGTERM', () => server.close())
`

const STOCK = `import { createServer } from 'node:http'
const server = createServer((request, response) => {
  const items = Array.from({ length: 10 }, (_, shelf) => ({ shelf, of: request.url }))
  response.end(JSON.stringify({ items }))
})
server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port))
`

const EVIL = '</script><script>window.ran = 1</script><img src="https://example.com/x" onerror="window.ran = 2"><!--'
const NAMES = ['/lamp', '/vase', '/chair']

/** A new one, that asks nothing of its makers. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let project: Project
let profile: string
let context: BrowserContext
let page: Page
let report: string
const asked: string[] = []
const said: string[] = []

beforeAll(async () => {
  project = makeProject({ 'package.json': '{"type":"module"}', 'server.js': SERVER, 'stock.js': STOCK })
  const stock = await start(process.execPath, [path.join(project.folder, 'stock.js')], { ready: /on (\S+)/ })
  await recordServer(project.folder, { STOCK: stock.found[1] as string }, async (url) => {
    for (const target of NAMES)
      await (await fetch(new URL(target, url), { method: 'POST', body: JSON.stringify({ note: EVIL }) })).text()
  })
  await stock.stop()
  const dearer = changed(SERVER, "'EUR'", "'USD'")
  project.write({
    'server.js': changed(dearer, '{ note,', "{ ...(request.url === '/vase' ? { sold: true } : {}), note,"),
  })
  report = path.join(project.folder, 'report.html')
  retrace(project.folder, ['verify', 'recording', '--reporter', `html=${report}`])

  profile = mkdtempSync(path.join(tmpdir(), 'retrace-browser-'))
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS })
  page = context.pages()[0] as Page
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(pathToFileURL(report).href)
})

afterAll(async () => {
  await context?.close()
  rmSync(profile, { recursive: true, force: true })
  project.remove()
})

const shown = (selector: string): Locator => page.locator(selector).filter({ visible: true })

async function texts(selector: string): Promise<string[]> {
  return (await shown(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

test('it says first what a reviewer must know', async () => {
  expect(await texts('h1')).toEqual(['2 divergences 2 error'])
  expect(await texts('.divergence > summary')).toEqual([
    expect.stringMatching(/^changed-response POST \/vase server\.js:\d+:\d+$/),
    expect.stringMatching(/^changed-request POST \/price .* server\.js:\d+:\d+$/),
  ])
  expect(await texts('.divergence .part .line')).toEqual(['true', 'EUR USD'])
})

test('what was recorded is text in it, and secrets are not in it', async () => {
  await page.locator('.row > summary').first().click()
  await expect
    .poll(() => texts('.row[open] .line'))
    .toContainEqual(expect.stringContaining('</script><script>window.ran'))
  expect(await page.evaluate('window.ran')).toBeUndefined()
  expect(readFileSync(report, 'utf8')).not.toContain('open-sesame')
  await page.locator('.row > summary').first().click()
})

test('both sides stand beside each other, and what is the same is folded', async () => {
  await page.getByRole('link', { name: 'recording: POST /vase' }).first().click()
  const row = shown('.row[open]')
  const [gone, added] = [row.locator('.changed .none'), row.locator('.changed ins')]
  await expect.poll(() => added.allInnerTexts()).toContain('  "sold": true,')
  const [left, right] = [await gone.first().boundingBox(), await added.first().boundingBox()]
  expect(left?.y).toBe(right?.y)
  expect(left?.x).toBeLessThan(right?.x ?? 0)
  const folds = row.getByRole('button', { name: /lines the same/ })
  const [lines, count] = [await row.locator('.line').count(), await folds.count()]
  await folds.last().press('Enter')
  await expect.poll(() => folds.count()).toBe(count - 1)
  expect(await row.locator('.line').count()).toBeGreaterThan(lines)
})

test('it is filtered by kind, and by what diverges', async () => {
  // What isn't in sight has no inner text.
  const rows = (): Promise<string[]> => shown('.row:not(.context) > summary .recorded .what').allTextContents()
  await page.getByLabel('Only what diverges').check()
  await expect.poll(rows).toEqual(['POST /price', 'POST /vase', 'POST /price', 'POST /price'])
  await page.getByRole('checkbox', { name: /changed-response/ }).check()
  await expect.poll(rows).toEqual(['POST /vase'])
  expect(await texts('.divergence .badge')).toEqual(['changed-response'])
  await page.keyboard.press('Escape')
  await expect.poll(rows).toHaveLength(9)
})

test('bodies are searched, and the keyboard is enough', async () => {
  await page.keyboard.press('/')
  await page.keyboard.type('"OF": "/stock/chair"')
  await expect.poll(() => texts('output')).toEqual(['0 divergences, 2 exchanges'])
  const snippets = await shown('.snippet').allTextContents()
  expect(snippets.map((text) => text.split(' ')[0])).toEqual(['response', 'answer'])
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('output').innerText()).toBe('')
  await page.evaluate('document.activeElement.blur()')
  await page.keyboard.press('j')
  expect(await page.evaluate('document.activeElement.innerText')).toContain('changed-response')
})

test('it has asked nothing of anybody, and nothing has failed in it', () => {
  expect(asked).toEqual([pathToFileURL(report).href])
  expect(said).toEqual([])
})
