import { defineConfig } from '@playwright/test'
import { CHROMIUM } from './chromium.ts'

const LONG = ['**/story.test.ts', '**/axe.test.ts']

export default defineConfig({
  testDir: '.',
  // The longest first: begun last, they would keep one worker waiting for the other.
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'rest', testMatch: '**/*.test.ts', testIgnore: LONG },
  ],
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
