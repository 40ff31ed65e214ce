import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { UserProject } from '../project/project.ts'
import { keep, placeOf, planOf, userProject } from './user-project.test-kit.ts'

/** The lines of the test of a call. */
async function linesOf(symbols: string, ...args: readonly unknown[]): Promise<string> {
  const user = userProject({
    'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
    'vitest.config.js': "import { retrace } from '@retrace/vitest/plugin'\nexport default { plugins: [retrace()] }\n",
    'label.js': 'export function label(node, state) {\n  return node.name.length\n}\n',
    'symbols.js': symbols,
  })
  onTestFinished(() => user.remove())
  const file = path.join(user.folder, 'label.js')
  const call = { file, name: 'label', at: '(node', args, error: { stack: 'TypeError: no' } }
  const { text } = await keep(planOf(new UserProject(file), call, placeOf(file, 'node.name')))
  return text.replace(/^\/\/.*\n/gm, '')
}

const KIND = Symbol('kind')
const LEFT = Symbol('left')

test('symbols that the project exports are its own, as keys and as values', async () => {
  const node: Record<string | symbol, unknown> = { name: null }
  node['self'] = node
  node[KIND] = KIND
  node[LEFT] = node
  expect(
    await linesOf("export const KIND = Symbol('kind')\nexport const SIDES = { left: Symbol(`left`) }\n", node, LEFT),
  ).toMatchInlineSnapshot(`
    "import { test } from 'vitest';
    import { retrace } from '@retrace/vitest';
    import { label } from './label.js';
    import { KIND, SIDES } from './symbols.js';

    test('label does not throw TypeError', async () => {
      await retrace.record();
      const node = { name: null, self: undefined, [KIND]: KIND, [SIDES.left]: undefined };
      node.self = node;
      node[SIDES.left] = node;
      // TODO: expect what it should give instead
      label(node, SIDES.left);
    });
    "
  `)
})

test('one that it does not export, or not alone, is another one', async () => {
  const two = "export const KIND = Symbol('kind')\nexport const OTHER = Symbol('kind')\nconst LEFT = Symbol('left')\n"
  expect(await linesOf(two, { [KIND]: 1 }, LEFT)).toContain("label({ [Symbol('kind')]: 1 }, Symbol('left'))")
})
