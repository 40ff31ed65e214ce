const string = String.raw`"(?:[^"\\]|\\.)*"`
const whole = String.raw`"message":\{"role":"assistant","content":(${string})`
const part = String.raw`"delta":\{(?:"role":"assistant",)?"content":(${string})`
const end = String.raw`"finish_reason":"stop"`
const pattern = new RegExp(`${whole}|${part}|(${end})`, 'g')

/**
 * What a model answered in a run, from the lines of `retrace inspect --raw --json`: whole answers, and those that came as a
 * stream, put together.
 */
export function modelAnswers(lines) {
  const answers = []
  let streamed = ''
  for (const line of lines.split('\n').filter(Boolean)) {
    for (const text of textsIn(JSON.parse(line))) {
      for (const [, inOne, piece, last] of text.matchAll(pattern)) {
        if (inOne) answers.push(JSON.parse(inOne))
        if (piece) streamed += JSON.parse(piece)
        if (last && streamed) {
          answers.push(streamed)
          streamed = ''
        }
      }
    }
  }
  return answers
}

/** The last answer that isn't JSON. */
export function misunderstood(answers) {
  return answers.findLast((answer) => {
    try {
      JSON.parse(answer)
      return false
    } catch {
      return true
    }
  })
}

/** All texts in an event, whatever its kind; bytes may be written as base64. */
function textsIn(value) {
  if (typeof value === 'string') return [value, Buffer.from(value, 'base64').toString('utf8')]
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  return []
}
