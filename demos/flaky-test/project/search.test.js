import { expect, test } from 'vitest'
import { SearchBox } from './search.js'

test('the suggestions are those for the last letter', async () => {
  const box = new SearchBox()
  await Promise.all(['l', 'la', 'lam', 'lamp'].map((text) => box.type(text)))
  expect(box.shown).toEqual(['lamp', 'lamp shade'])
})
