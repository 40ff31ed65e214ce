import { availableParallelism } from 'node:os'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

export const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{core,vitest-plugin,jest-environment,codegen}/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/.tmp/**', 'test/**/*.long.test.ts'],
    pool: 'forks',
    // Most wait for the programs that they start.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // The tests in test/ start real programs, one after another, on machines that may have two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

export default config
