import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { config } from './vitest.config.ts'

/** What takes longer than CI has: each of these starts test runners many times. */
const long: ViteUserConfig = defineConfig({
  test: {
    ...config.test,
    include: ['test/**/*.long.test.ts'],
    exclude: ['**/node_modules/**', 'test/.tmp/**'],
    // Some write five tests, one after another, and run each of them.
    testTimeout: 180_000,
  },
})

export default long
