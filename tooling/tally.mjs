// Adds up what the gates and the test runners report.

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** A gate is one check. @param {number} code @returns {Tally} */
export function gateTally(code) {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

/**
 * Vitest's JSON report. A file that could not be loaded has no tests of its own and counts as one failure.
 * @param {unknown} report
 * @param {number} code how the runner ended
 * @returns {Tally}
 */
export function vitestTally(report, code) {
  const files = list(report, 'testResults')
  if (files === undefined) return gateTally(1)
  const tests = files.flatMap((file) => list(file, 'assertionResults') ?? [])
  const broken = files.filter(
    (file) =>
      field(file, 'status') === 'failed' &&
      !(list(file, 'assertionResults') ?? []).some((test) => field(test, 'status') === 'failed'),
  )
  const passed = tests.filter((test) => field(test, 'status') === 'passed').length
  const failed = tests.filter((test) => field(test, 'status') === 'failed').length + broken.length
  return honest({ passed, failed, skipped: tests.length - passed - (failed - broken.length) }, code)
}

/**
 * Playwright's JSON report. A test that passed only when repeated counts as failed.
 * @param {unknown} report
 * @param {number} code how the runner ended
 * @returns {Tally}
 */
export function playwrightTally(report, code) {
  const stats = field(report, 'stats')
  if (stats === undefined) return gateTally(1)
  const failed = count(stats, 'unexpected') + count(stats, 'flaky')
  return honest({ passed: count(stats, 'expected'), failed, skipped: count(stats, 'skipped') }, code)
}

// A runner that ends badly without a failed test (no tests found, an unhandled error) has failed all the same.
/** @param {Tally} tally @param {number} code @returns {Tally} */
function honest(tally, code) {
  const nothing = tally.passed + tally.failed + tally.skipped === 0
  return tally.failed === 0 && (code !== 0 || nothing) ? { ...tally, failed: 1 } : tally
}

/**
 * The line a machine reads: `N passed, N failed`, and how many were skipped if any.
 * @param {readonly Tally[]} tallies
 */
export function summary(tallies) {
  const { passed, failed, skipped } = total(tallies)
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** One line per step for people. @param {readonly (Tally & { name: string, seconds: number })[]} results */
export function table(results) {
  const rows = [
    ['step', 'passed', 'failed', 'skipped', 'seconds'],
    ...results.map((row) => [
      row.name,
      String(row.passed),
      String(row.failed),
      String(row.skipped),
      row.seconds.toFixed(1),
    ]),
  ]
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(9))).join(''))
    .join('\n')
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
function total(tallies) {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** @param {unknown} value @param {string} key @returns {unknown} */
function field(value, key) {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/** @param {unknown} value @param {string} key @returns {readonly unknown[] | undefined} */
function list(value, key) {
  const found = field(value, key)
  return Array.isArray(found) ? found : undefined
}

/** @param {unknown} value @param {string} key */
function count(value, key) {
  const found = field(value, key)
  return typeof found === 'number' ? found : 0
}
