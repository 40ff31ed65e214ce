import { expect, test } from 'vitest'
import { drawPlan, type PlacedDraw } from './draw-plan.ts'

/** @param at - texts of the lines that lead to it, innermost first */
function draw(at: readonly string[], value: unknown, during: number | null = 0): PlacedDraw {
  const trail = at.map((text, i) => ({ file: '/a.js', line: i, column: 1, name: text.split(' ')[0] as string }))
  return { name: 'random', during, key: `${during} ${at.join()}`, trail, lines: at, drawn: [value] }
}

const order = ['id = uuid()', 'create(order)']
const log = ['log uuid()', 'serve(request)']

test('where all is drawn at the same places, nothing is to be done', () => {
  expect(drawPlan([draw(order, 1), draw(order, 2, 1)], [draw(order, 1), draw(order, 2, 1)])).toBeNull()
  expect(drawPlan(null, [draw(order, 1)])).toBeNull()
})

test('what is drawn besides gets a value of its own, and takes none from what was drawn before', () => {
  const before = [draw(order, 1), draw(order, 2, 1)]
  const now = [draw(log, 1), draw(order, 2), draw(log, 3, 1), draw(order, 4, 1)]
  expect(drawPlan(now, before)).toEqual({
    [`0 ${log.join()}`]: [null],
    [`0 ${order.join()}`]: [[1]],
    [`1 ${log.join()}`]: [null],
    [`1 ${order.join()}`]: [[2]],
  })
})

test('what is no longer drawn leaves the others theirs', () => {
  const before = [draw(log, 1), draw(order, 2), draw(log, 3, 1), draw(order, 4, 1)]
  expect(drawPlan([draw(order, 1), draw(order, 2, 1)], before)).toEqual({
    [`0 ${order.join()}`]: [[2]],
    [`1 ${order.join()}`]: [[4]],
  })
})

test('a line that has changed is known by its function, and one that has moved by its text', () => {
  const [a, b] = [['a x = uuid()'], ['b y = uuid()']]
  const before = [draw(a, 1), draw(b, 2)]
  const [changed, moved] = [['a other = uuid()'], b]
  expect(drawPlan([draw(['new uuid()'], 1), draw(changed, 2), draw(moved, 3)], before)).toEqual({
    '0 new uuid()': [null],
    '0 a other = uuid()': [[1]],
    '0 b y = uuid()': [[2]],
  })
})

test('of the same place each time has its own', () => {
  const before = [draw(order, 1), draw(order, 2)]
  expect(drawPlan([draw(log, 1), draw(order, 2), draw(order, 3)], before)).toEqual({
    [`0 ${log.join()}`]: [null],
    [`0 ${order.join()}`]: [[1], [2]],
  })
})
