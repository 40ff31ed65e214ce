const columns = ['', 'without', 'with', 'ratio', 'spread']

/** Prints the rows that `compare` made; a figure that has nothing to be compared with stands under `with` alone. */
export function printTable(rows) {
  const lines = [columns, ...rows.map(cells)]
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  for (const line of lines) {
    const padded = line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
    console.log(padded.join('   ').trimEnd())
  }
}

function cells({ name, unit, off, on, ratio }) {
  return [
    name,
    off === undefined ? '' : `${format(off)} ${unit}`,
    `${format(on)} ${unit}`,
    ratio ? ratio.median.toFixed(2) : '',
    ratio ? `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}` : '',
  ]
}

function format(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
