/** The two files by which the command and the process that is verified speak: a case, and what came of it. */
import path from 'node:path'
import { originalFs as fs } from '../originals.ts'
import { FILE_MODE, writeWhole } from '../recording/files.ts'
import { decodeValue, encodeValue } from '../tape/codec.ts'
import type { Outcome } from './behaviour.ts'
import type { Case } from './case.ts'

const CASE = 'case'
const OUTCOME = 'outcome'

export function writeCase(folder: string, its: Case): void {
  fs.writeFileSync(path.join(folder, CASE), encodeValue(its), { mode: FILE_MODE })
}

export function readCase(folder: string): Case {
  return decodeValue(fs.readFileSync(path.join(folder, CASE))) as Case
}

export function writeOutcome(folder: string, outcome: Outcome): void {
  writeWhole(path.join(folder, OUTCOME), encodeValue(outcome))
}

/** Null where the process could write none. */
export function readOutcome(folder: string): Outcome | null {
  const file = path.join(folder, OUTCOME)
  return fs.existsSync(file) ? (decodeValue(fs.readFileSync(file)) as Outcome) : null
}
