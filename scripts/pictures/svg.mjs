const size = 14
const width = 8.43
const height = 20
const margin = 18
const bar = 34
/** Legible on a window that is dark whatever is around it. */
const palette = ['#6e7681', '#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#e6edf3']

/** A window of a terminal. */
export function svgOf(lines, columns, title) {
  const w = Math.ceil(columns * width + 2 * margin)
  const h = Math.ceil(lines.length * height + bar + margin)
  const texts = lines.flatMap((runs, row) => runs.map((run) => textOf(run, bar + (row + 0.8) * height)))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escaped(title)}">
<rect x="0.5" y="0.5" width="${w - 1}" height="${h - 1}" rx="8" fill="#0d1117" stroke="#6e7681"/>
${['#ff5f57', '#febc2e', '#28c840'].map((color, i) => `<circle cx="${20 + i * 18}" cy="17" r="5.5" fill="${color}"/>`).join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${size}" fill="#c9d1d9">
${texts.join('\n')}
</g>
</svg>
`
}

/** Columns of a terminal are kept: of spaces side by side, browsers make one. */
const SPACE = '\u00a0'

function textOf({ column, text, style: { color, bold, dim } }, y) {
  const says = [
    color === null ? '' : ` fill="${palette[color % 8]}"`,
    bold ? ' font-weight="bold"' : '',
    dim ? ' opacity="0.6"' : '',
  ]
  // Whatever font there is, columns stay columns.
  const length = ` textLength="${(text.length * width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`
  return `<text x="${(margin + column * width).toFixed(1)}" y="${y.toFixed(1)}"${length}${says.join('')}>${escaped(text).replaceAll(' ', SPACE)}</text>`
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
