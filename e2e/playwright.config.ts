import { defineConfig } from '@playwright/test'
import { CHROMIUM } from './chromium.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../test-results',
  globalSetup: './demo-data.ts',
  // Each test has a product of its own, and waits more than it works: two of them fill two cores, and no more.
  workers: 2,
  // A test that passes only when repeated hides a fault.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    launchOptions: CHROMIUM,
    // Without these a click on what never comes waits for the end of the whole test, and says nothing.
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
  },
})
