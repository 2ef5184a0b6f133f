// npm test: sets up, finds a Chromium, runs every gate and every test, and sums them up.
// "node tooling/test.mjs lint unit" runs these steps only; "--without e2e" leaves steps out; "--full" adds what takes an hour.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { CACHE, Refusal, launch, runScript, stopSignal } from './child.mjs'
import { setUp } from './setup.mjs'
import { gateTally, playwrightTally, summary, table, vitestTally } from './tally.mjs'

/**
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {{ name: string, script: string, args?: string[], report?: 'vitest' | 'playwright', after?: string, browser?: true }} Step
 * `after` names a step without whose success this one cannot be judged; `browser` says that it drives a Chromium.
 */

/** In the order in which a reader wants to know: cheap first. @type {readonly Step[]} */
const STEPS = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'boundaries', script: 'boundaries' },
  { name: 'types', script: 'types' },
  { name: 'dead-code', script: 'dead-code' },
  { name: 'rules', script: 'rules' },
  { name: 'canaries', script: 'canaries', report: 'vitest' },
  { name: 'unit', script: 'unit', report: 'vitest', browser: true },
  { name: 'postgres', script: 'unit:pg', report: 'vitest' },
  { name: 'build', script: 'build' },
  { name: 'e2e', script: 'e2e', report: 'playwright', after: 'build', browser: true },
]

/** Too long for every change, or only fair on a machine that does nothing else: scores, many more histories, processes killed again and again. @type {readonly Step[]} */
const LONG_STEPS = [
  { name: 'lighthouse', script: 'lighthouse', after: 'build', browser: true },
  { name: 'plan:chain', script: 'plan:chain', after: 'build', browser: true },
  { name: 'nats', script: 'nats' },
  { name: 'spreadsheets', script: 'spreadsheets' },
  { name: 'iowa', script: 'iowa' },
  { name: 'simulate', script: 'simulate', args: ['--histories', '100000', '--workers', '2'] },
  { name: 'kill:server', script: 'kill:server', args: ['--times', '200'] },
  { name: 'kill:delivery', script: 'kill:delivery', args: ['--times', '20'] },
  { name: 'kill:browser', script: 'kill:browser', args: ['--times', '200'], after: 'build', browser: true },
]

const REPORTS = join(CACHE, 'reports')

await launch(async () => {
  const steps = chosenSteps(process.argv.slice(2))
  try {
    await setUp()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(`\n${error.message}`)
    console.log(`\n${summary([gateTally(1)])}`)
    return 1
  }
  const browser = steps.some((step) => step.browser === true) ? await findChromium() : undefined
  if (browser !== undefined) console.log('path' in browser ? `Chromium: ${browser.path}` : browser.missing)
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  /** @type {(Tally & { name: string, seconds: number })[]} */
  const results = []
  for (const step of steps) {
    if (stopSignal() !== undefined) throw new Refusal('Stopped.')
    console.log(`\n── ${step.name} ──`)
    const since = performance.now()
    const tally = await judge(step, results, browser)
    results.push({ ...tally, name: step.name, seconds: (performance.now() - since) / 1000 })
  }
  console.log(`\n${table(results)}\n\n${summary(results)}`)
  return results.some((result) => result.failed > 0) ? 1 : 0
})

/** @param {readonly string[]} words */
function chosenSteps(words) {
  if (words[0] === '--full') return [...STEPS, ...LONG_STEPS]
  const without = words[0] === '--without'
  const names = without ? words.slice(1) : words
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name))
  if (unknown.length > 0)
    throw new Refusal(
      `There is no step ${unknown.join(', ')}; the steps are ${STEPS.map((step) => step.name).join(', ')}.`,
    )
  if (names.length === 0) return STEPS
  return STEPS.filter((step) => names.includes(step.name) !== without)
}

/**
 * @param {Step} step
 * @param {readonly (Tally & { name: string })[]} before
 * @param {Awaited<ReturnType<typeof findChromium>> | undefined} browser
 * @returns {Promise<Tally>}
 */
async function judge(step, before, browser) {
  const needed = before.find((result) => result.name === step.after)
  if (needed !== undefined && needed.failed > 0) return notRun(`it needs ${needed.name}, which failed`)
  if (step.report === 'playwright' && browser !== undefined && 'missing' in browser)
    return notRun(browser.missing)
  const report = join('.cache', 'reports', `${step.name}.json`)
  const { code } = await runScript(step.script, reportArguments(step, report), {
    env: {
      ...(browser !== undefined && 'path' in browser ? { CHROMIUM: browser.path } : {}),
      ...(step.report === 'playwright' ? { PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, 'e2e.json') } : {}),
    },
  })
  if (step.report === undefined) return gateTally(code)
  const json = read(join(REPORTS, `${step.name}.json`))
  return step.report === 'vitest' ? vitestTally(json, code) : playwrightTally(json, code)
}

/** @param {string} why @returns {Tally} */
function notRun(why) {
  console.log(`Not run: ${why}.`)
  return gateTally(1)
}

/** @param {Step} step @param {string} report */
function reportArguments({ report: kind, args = [] }, report) {
  if (kind === 'vitest') return ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  if (kind === 'playwright') return ['--reporter=list,json']
  return args
}

/** @param {string} path @returns {unknown} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined // the tally counts a run without a readable report as failed
  }
}
