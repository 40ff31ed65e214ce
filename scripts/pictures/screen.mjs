import xterm from '@xterm/headless'

/** What a terminal of so many columns shows of an output: lines of runs of text in one style. */
export async function screenOf(output, columns) {
  const terminal = new xterm.Terminal({ cols: columns, rows: 500, allowProposedApi: true, convertEol: true })
  await new Promise((resolve) => terminal.write(output, resolve))
  const buffer = terminal.buffer.active
  const lines = []
  for (let row = 0; row < buffer.baseY + buffer.cursorY; row++) lines.push(runsOf(buffer.getLine(row), columns))
  return lines
}

function runsOf(line, columns) {
  const runs = []
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column)
    const style = {
      color: cell.isFgPalette() ? cell.getFgColor() : null,
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
    }
    const last = runs.at(-1)
    const text = cell.getChars() || ' '
    if (last && JSON.stringify(last.style) === JSON.stringify(style)) last.text += text
    else runs.push({ column, text, style })
  }
  return runs.filter(({ text }) => text.trim() !== '').map((run) => ({ ...run, text: run.text.trimEnd() }))
}

export function textOf(line) {
  return line.reduce((text, run) => text.padEnd(run.column) + run.text, '')
}
