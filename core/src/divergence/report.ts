/** The report of a divergence: what the recording has, what the program did, where, what came before, what to do. */
import path from 'node:path'
import { originalCwd, writeAll } from '../originals.ts'
import { describeEvent } from '../recording/describe.ts'
import { codeFrame } from './code-frame.ts'
import { difference } from './difference.ts'
import { DIVERGENCES, type Action, type Divergence } from './divergence.ts'
import { ownerOf, packageOf, type Frame } from './frames.ts'
import { adviceFor } from './advice.ts'
import { colored, plain, wantsColors, type Paint } from './paint.ts'
import { originalPosition, type Position } from './position.ts'
import { actionOf, showAction, showOperation, showTime } from './show.ts'

const BEFORE = 6
/** Characters of a field that are shown of an event before. */
const SHORT = 60
const MAX_STACK = 8
const STDERR = 2

export interface ReportOptions {
  /** The folder of the recording, for the next step. */
  readonly recording?: string
  /** Whether the report is for a terminal. Default: whether stderr is one. */
  readonly colors?: boolean
  /** What paths are shown relative to. */
  readonly cwd?: string
}

/** Writes the report to stderr, by Node's original functions. Never throws. */
export function reportDivergence(divergence: Divergence, options: ReportOptions = {}): void {
  let text: string
  try {
    text = renderDivergence(divergence, { colors: wantsColors(STDERR), ...options })
  } catch (fault) {
    text = `retrace: ${divergence.kind}: ${DIVERGENCES[divergence.kind]} The report failed: ${String(fault)}`
  }
  writeAll(STDERR, `${text}\n`)
}

/** The report as text. */
export function renderDivergence(divergence: Divergence, options: ReportOptions = {}): string {
  const { kind, expected, actual, before } = divergence
  const { colors = false, cwd = originalCwd() } = options
  const paint = colors ? colored() : plain
  const { bold, dim, red, cyan } = paint
  const stack = actual ? programStack(divergence.frames) : []
  const place = stack.find((entry) => entry.owner === 'program') ?? stack[0]
  const lines = [red(bold(`retrace: ${kind}`)), `  ${bold(DIVERGENCES[kind])}`, '']
  if (place) {
    const { position } = place
    const of = place.owner === 'package' ? ` in ${packageOf(position.file)}` : ''
    lines.push(`  ${cyan(showPlace(position, cwd))}${of}`, ...indent(codeFrame(position, paint)), '')
  }
  lines.push(
    expected
      ? `  The recording has next: ${showKind(actionOf(expected))} (event #${expected.index}, ${showTime(expected.time)})`
      : '  The recording has next: nothing, it ends here',
    `  The program did:        ${actual ? showKind(actual) : 'nothing'}`,
    '',
    ...indent(sides(divergence, paint)),
    '',
  )
  if (stack.length > 1) lines.push('  Called from:', ...indent(showStack(stack, cwd, dim)), '')
  if (before.length > 0) {
    lines.push(
      '  The events before:',
      ...indent(before.slice(-BEFORE).map((event) => dim(describeEvent(event, SHORT)))),
      '',
    )
  }
  lines.push(...adviceFor(divergence, options.recording && showPath(options.recording, cwd)).map((line) => `  ${line}`))
  return lines.join('\n')
}

function sides({ expected, actual }: Divergence, paint: Paint): string[] {
  const legend = [paint.red('- recorded'), paint.green('+ program')].join('  ')
  const recorded = expected ? showAction(actionOf(expected)) : []
  const program = actual ? showAction(actual) : []
  return [legend, ...difference(recorded, program, paint)]
}

const showKind = (action: Action): string => `${action.kind} ${showOperation(action)}`

interface Entry {
  readonly owner: 'program' | 'package'
  readonly position: Position
}

/** The frames that a person wants to see, in the sources. */
function programStack(frames: readonly Frame[]): Entry[] {
  const entries: Entry[] = []
  for (const frame of frames) {
    const owner = ownerOf(frame.file)
    if (owner === 'hidden') continue
    entries.push({ owner, position: originalPosition(frame) })
  }
  return entries
}

/** The program's frames one a line; those of packages in between are counted. */
function showStack(stack: readonly Entry[], cwd: string, dim: Paint['dim']): string[] {
  const lines: string[] = []
  for (let i = 0; i < stack.length && lines.length < MAX_STACK; i++) {
    const { owner, position } = stack[i] as Entry
    if (owner === 'program') {
      lines.push(`${position.name || '(top level)'} (${showPlace(position, cwd)})`)
      continue
    }
    const name = packageOf(position.file)
    let count = 1
    while (stack[i + 1]?.owner === 'package' && packageOf((stack[i + 1] as Entry).position.file) === name) {
      i++
      count++
    }
    lines.push(dim(`${count} ${count === 1 ? 'frame' : 'frames'} in the package ${name}`))
  }
  return lines
}

function showPlace({ file, line, column }: Position, cwd: string): string {
  return `${showPath(file, cwd)}:${line}:${column}`
}

function showPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file)
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`)
}
