/**
 * The drivers: `program` is a file in `drivers/`, `services` are what it talks to. `own` is set where this repository has
 * the packages itself.
 */
export const driverList = [
  { program: 'pg', services: ['postgres'], own: true },
  { program: 'postgres', services: ['postgres'] },
  { program: 'mysql2', services: ['mysql'] },
  { program: 'ioredis', services: ['redis'], own: true },
  { program: 'redis', services: ['redis'] },
  { program: 'undici', services: ['web'] },
  { program: 'axios', services: ['web'] },
  { program: 'got', services: ['web'] },
  { program: 'fetch', services: ['web'], own: true },
  { program: 'openai', services: ['chat'], own: true },
  { program: 'prisma', services: ['postgres'] },
  { program: 'drizzle', services: ['postgres', 'mysql'] },
  { program: 'knex', services: ['postgres', 'mysql'] },
  { program: 'retries', services: ['web'] },
]
