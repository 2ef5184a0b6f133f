import { describe, expect, test } from 'vitest'
import { playwrightTally, summary, table, vitestTally } from './tally.mjs'

describe('the tally of a vitest run', () => {
  test('counts passed, failed and skipped tests', () => {
    const assertionResults = [
      { status: 'passed' },
      { status: 'failed' },
      { status: 'pending' },
      { status: 'todo' },
    ]
    const report = { testResults: [{ status: 'failed', assertionResults }] }
    expect(vitestTally(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 2 })
  })

  test('counts a file that could not be loaded as one failure', () => {
    const good = { status: 'passed', assertionResults: [{ status: 'passed' }] }
    const report = { testResults: [good, { status: 'failed', assertionResults: [] }] }
    expect(vitestTally(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  test('is a failure when the run ended badly although every test passed', () => {
    const report = { testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }] }
    expect(vitestTally(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  test('is a failure when nothing was found to run, and when there is no report', () => {
    expect(vitestTally({ testResults: [] }, 0).failed).toBe(1)
    expect(vitestTally(undefined, 0).failed).toBe(1)
  })
})

describe('the tally of a Playwright run', () => {
  test('counts a test that passed only when repeated as failed', () => {
    const report = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } }
    expect(playwrightTally(report, 1)).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  test('is a failure when there is no report', () => {
    expect(playwrightTally(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('the last line', () => {
  const gate = { passed: 1, failed: 0, skipped: 0 }

  test('adds up every step and names skipped tests only if there are any', () => {
    expect(summary([gate, { passed: 4, failed: 2, skipped: 0 }])).toBe('5 passed, 2 failed')
    expect(summary([gate, { passed: 4, failed: 0, skipped: 3 }])).toBe('5 passed, 0 failed, 3 skipped')
  })

  test('follows a table with one line per step', () => {
    const lines = table([{ ...gate, name: 'lint', seconds: 1.25 }]).split('\n')
    expect(lines[1]).toMatch(/^lint +1 +0 +0 +1\.[23]$/u)
  })
})
