// Writes docs/fixture.schema.json: the shape that fixtures are checked by when they are read, as a JSON Schema.

import { writeFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { fixtureShape, namedShapes } from '../core/dist/recording/fixture-shape.js'

const schema = toJsonSchema(fixtureShape, { target: 'draft-2020-12', definitions: namedShapes })
const head = {
  $comment: 'Written by scripts/fixture-schema.mjs (npm run schema).',
  title: 'A fixture of Retrace, format 1',
  description: 'What one test recorded. Times are milliseconds from its beginning.',
}
const { $schema, ...rest } = schema
writeFileSync(
  new URL('../docs/fixture.schema.json', import.meta.url),
  `${JSON.stringify({ $schema, ...head, ...rest }, null, 2)}\n`,
)
