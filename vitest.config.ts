import path from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

export default defineConfig({
  define: { ASSETS_VERSION: '"test"' },
  resolve: {
    alias: {
      '@payload-config': path.join(root, 'payload.config.ts'),
      '@tests': path.join(root, 'tests'),
      '@': path.join(root, 'src'),
    },
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}', 'tests/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['./tests/support/global-setup.ts'],
          setupFiles: ['./tests/support/database.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      // Needs the built site: `npm test` runs it after the build.
      { extends: true, test: { name: 'system', include: ['tests/system/**/*.test.ts'] } },
    ],
  },
})
