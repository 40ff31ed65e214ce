/**
 * The error that ended a program, as Node printed it on stderr: its message and the lines of the stack that lie in the
 * program. What Retrace itself prints, and frames of Node, are left out.
 */
export function crashOf(stderr) {
  const lines = stderr.split('\n')
  const start = lines.findIndex((line) => /^\w*Error\b.*: /.test(line))
  if (start === -1) return { summary: '', text: '' }
  const frames = []
  for (const line of lines.slice(start + 1)) {
    if (!/^ +at /.test(line)) break
    if (line.includes('file:') && !line.includes('/node_modules/')) frames.push(line)
  }
  return { summary: lines[start], text: [lines[start], ...frames].join('\n') }
}
