import { defineConfig } from 'playwright/test'
import { launchOptions } from './tests/e2e/support/browser'

/** Journeys in a real browser, against a demo town of their own that `tests/e2e/support/town.ts` starts. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  globalSetup: './tests/e2e/support/town.ts',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    trace: 'retain-on-failure',
    launchOptions: launchOptions(),
  },
})
