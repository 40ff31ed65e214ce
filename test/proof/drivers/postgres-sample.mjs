/** A table with a column of each type that matters, and values for it. */
export const TABLE = `samples (
  id serial primary key, name text, big bigint, amount numeric(20, 4), ratio float8, at timestamptz, day date,
  doc jsonb, raw json, bytes bytea, tags text[], flag boolean, uid uuid default '6f9a7e5c-30f5-4b0a-9d7e-2f4a7d1b9c11'
)`

export const COLUMNS = 'name, big, amount, ratio, at, day, doc, raw, bytes, tags, flag'

export const SAMPLE = [
  'Žluťoučký kůň 🐎',
  '9007199254740993',
  '12345678901234.5678',
  -0.1,
  new Date('2024-02-29T12:34:56.789Z'),
  '2024-02-29',
  JSON.stringify({ nested: [1, null, { deep: true }], text: 'ü' }),
  JSON.stringify([1, 'two', null]),
  Buffer.from([0, 1, 127, 128, 255]),
  ['a', 'b"c', '', null],
  true,
]
