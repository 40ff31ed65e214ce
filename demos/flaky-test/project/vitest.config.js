import { retrace } from '@retrace/vitest/plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [retrace({ capture: 'on-failure' })] })
