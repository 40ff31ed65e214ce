/**
 * `node:util`, taken without importing it: to link it as an ES module Node reads all its properties, and from Node 22
 * on one of them (`diff`) makes `process.stderr`, before it can be recorded.
 */
import type * as util from 'node:util'

export const nodeUtil: typeof util = process.getBuiltinModule('node:util')
