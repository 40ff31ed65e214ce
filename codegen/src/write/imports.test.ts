import { Project } from 'ts-morph'
import { expect, test } from 'vitest'
import { styleOf } from '../project/habits.ts'
import { Names } from '../values/names.ts'
import { Imports } from './imports.ts'

const morph = new Project({ useInMemoryFileSystem: true })

/** What a file becomes by what it is to import. */
function imported(before: string, add: (imports: Imports) => void, like = before, first: string | null = null): string {
  const file = morph.createSourceFile('/a.test.ts', before, { overwrite: true })
  const style = styleOf([morph.createSourceFile('/b.test.ts', like, { overwrite: true })])
  const syntax = like.includes('require(') ? 'require' : 'import'
  const imports = new Imports(file, syntax, style, new Names())
  add(imports)
  imports.apply(first)
  return file.getFullText()
}

function addAll(imports: Imports): void {
  imports.named('vitest', 'test', true)
  imports.named('./order', 'total')
  imports.named('node:fs', 'readFileSync')
}

test('what a file imports is in the order that most have: of Node, of packages, of the project', () => {
  expect(imported('', addAll, "import a from 'a'\nimport b from './b'\n")).toBe(`import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { total } from './order'
`)
})

test('where a project leaves a line free between them, so it is', () => {
  const like = "import { join } from 'node:path'\n\nimport { a } from 'a'\n\nimport { b } from '@/b'\n"
  expect(imported('', addAll, like)).toBe(`import { readFileSync } from 'node:fs'

import { test } from 'vitest'

import { total } from './order'
`)
  expect(imported("import { a } from 'a'\n\nimport { b } from './b'\n", addAll))
    .toBe(`import { readFileSync } from 'node:fs'

import { a } from 'a'
import { test } from 'vitest'

import { b } from './b'
import { total } from './order'
`)
})

test('it is the same of what is required, behind the directives of a file', () => {
  const before = '"use strict";\n\nconst a = require("a");\n\nconst b = require("./b");\n\ntest("b", () => b(a));\n'
  expect(imported(before, addAll)).toBe(`"use strict";

const { readFileSync } = require("node:fs");

const a = require("a");
const { test } = require("vitest");

const b = require("./b");
const { total } = require("./order");

test("b", () => b(a));
`)
  expect(imported('"use strict";\n\ntest("b", () => b(a));\n', (its) => its.whole('a', 'a'), before)).toContain(
    '"use strict";\n\nconst a = require("a");\n',
  )
})

test('what is said of a file as a whole stays at its beginning', () => {
  const before = '/** @jest-environment node */\nconst a = require("./a");\n'
  expect(imported(before, (its) => its.whole('b', 'b'))).toBe(
    '/** @jest-environment node */\nconst b = require("b");\nconst a = require("./a");\n',
  )
  const bare = '/** @jest-environment node */\ntest("a", () => {});\n'
  expect(imported(bare, (its) => its.whole('b', 'b'), before)).toBe(
    '/** @jest-environment node */\n\nconst b = require("b");\ntest("a", () => {});\n',
  )
})

test('what is to come first does', () => {
  const add = (imports: Imports): void => void imports.named('@retrace/core', 'retrace', true)
  const before = "import { b } from './b'\n\nb()\n"
  expect(imported(before, add, before, '@retrace/core')).toBe(
    "import { retrace } from '@retrace/core'\nimport { b } from './b'\n\nb()\n",
  )
})

test('a name is added in its place by the alphabet, where others are', () => {
  expect(imported("import { expect, test } from 'vitest'\n", (its) => its.named('vitest', 'it', true))).toBe(
    "import { expect, it, test } from 'vitest'\n",
  )
  expect(imported("import { test, expect } from 'vitest'\n", (its) => its.named('vitest', 'it', true))).toBe(
    "import { test, expect, it } from 'vitest'\n",
  )
})

test('types are imported as such', () => {
  const type = (imports: Imports): void => void imports.type('./order', 'Order')
  const like = "import a from 'a'\n"
  expect(imported('', type, like)).toBe("import type { Order } from './order'\n")
  expect(imported("import { total } from './order'\n", type)).toBe("import { type Order, total } from './order'\n")
  expect(imported("import type { Order } from './order'\n", type)).toBe("import type { Order } from './order'\n")
  const both = (imports: Imports): void => {
    type(imports)
    imports.apply()
    imports.named('./order', 'total')
  }
  expect(imported('', both, like)).toBe("import { type Order, total } from './order'\n")
})

test('what is taken out of a module that is required already is taken there', () => {
  const take = (imports: Imports): void => {
    imports.named('./b', 'drain')
    imports.named('./c', 'd')
  }
  const before = "const { run: start } = require('./b');\nconst c = require('./c');\n"
  expect(imported(before, take)).toBe(`const { drain, run: start } = require('./b');
const c = require('./c');
const { d } = require('./c');
`)
})
