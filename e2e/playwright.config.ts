import { defineConfig } from '@playwright/test'
import { CHROMIUM } from './chromium.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../test-results',
  globalSetup: './demo-data.ts',
  // One product is counted by several phones within a test; two tests at once would only slow each other on two cores.
  workers: 1,
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
