import { join } from 'node:path'
import { startProduct } from '@cyclecount/e2e/product'
import type { DeviceId, SessionId } from '@cyclecount/domain'
import { openCompany, type BenchProduct, type Company, type Counter } from './company.ts'
import { beginCount, openCountingBrowser, sendCode, type CountingBrowser } from './counting-browser.ts'
import { median, ms, percentile, times } from './figures.ts'
import { encodeLog, sendEncoded } from './push.ts'
import { rawPuts } from './raw-puts.ts'
import type { BenchCall, Findings } from './report.ts'
import { capturedLog } from './scans.ts'
import { readDevice, seedLog } from './seed-device.ts'

const LOGIN = 'ana@quillmere.example'
const CATALOGUE = 60_000
/** So many different items lie in the area that is counted. */
const SHELF = 5_000
const FULL = { sizes: [0, 1_000, 20_000, 100_000], rounds: 10 } as const
const QUICK = { sizes: [0, 20_000], rounds: 4 } as const
const WARM_UP = 30
const SCANS_A_ROUND = 30
/** Between two codes, so that one is shown before the next: faster than a hand, and in no step with anything that has a beat. */
const PAUSES_MS = [101, 137, 119, 163, 113, 149, 127]

interface Scanned {
  /** From the moment the page got the Enter, ms. */
  readonly handled: number[]
  /** From the time stamp of the event, ms: with what the keys before it still had in the queue. */
  readonly stamped: number[]
}

interface Measured extends Scanned {
  readonly size: number
  readonly strict: readonly number[]
  readonly relaxed: readonly number[]
  readonly longTasks: readonly number[]
}

/** From the key event that ends a code to saved and in the DOM, in the built store app, at growing lengths of the session. */
export async function capture({ say, quick }: BenchCall): Promise<Findings> {
  const { sizes, rounds } = quick ? QUICK : FULL
  const product = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
  const company = await openCompany(join(product.dataDir, 'cyclecount.sqlite'))
  const browser = await openCountingBrowser()
  try {
    const products = await company.addProducts(CATALOGUE)
    say('the catalogue is on the server')
    const counter = await company.counterFor(LOGIN)
    const path = await beginCount(browser, product.origin, LOGIN, /Bench area 0/)
    say('and on the device')
    const shelf = products.slice(0, SHELF)
    const measured: Measured[] = []
    for (const size of sizes) {
      await growTo(browser, company, product.origin, path, { counter, shelf, size })
      say(`${size} scans are on both`)
      const found = await measure(browser, shelf, size, rounds)
      await check(browser, company, path, size + WARM_UP + rounds * SCANS_A_ROUND)
      measured.push(found)
      say(line(found))
    }
    return findings(measured, rounds)
  } finally {
    await browser.close()
    await company.close()
    await product.dispose()
  }
}

/** Fills the session up, on the server and on the device alike, and opens it anew. */
async function growTo(
  { page }: CountingBrowser,
  company: Company,
  origin: string,
  path: string,
  {
    counter,
    shelf,
    size,
  }: { readonly counter: Counter; readonly shelf: readonly BenchProduct[]; readonly size: number },
): Promise<void> {
  const sessionId = sessionOf(path)
  await page.waitForTimeout(3_000) // What was scanned has been sent by then.
  await page.goto(`${origin}/readyz`)
  const { deviceId, token, last } = await readDevice(page, sessionId)
  if (size > last) {
    const own = { ...counter, deviceId: deviceId as DeviceId, token }
    const events = capturedLog(
      own,
      sessionId,
      size - last,
      { products: shelf, locations: company.locations },
      last + 1,
    )
    await sendEncoded(origin, own, encodeLog(own, events, false))
    await seedLog(page, sessionId, events, true)
  }
  await page.goto(origin + path)
  await page.getByLabel('Scan or type barcode').waitFor()
}

async function measure(
  { page, cdp }: CountingBrowser,
  shelf: readonly BenchProduct[],
  size: number,
  rounds: number,
): Promise<Measured> {
  let next = size
  const scanSome = async (count: number): Promise<Scanned> => {
    const before = await page.evaluate(() => {
      Object.assign(window.watched, { ended: [], began: [], shown: [] })
      return window.watched.longTasks.length
    })
    for (let at = 0; at < count; at += 1) {
      // Codes all over the shelf: no line is the one that was just counted.
      next += 1
      await Promise.all([
        sendCode(cdp, shelf[(next * 37) % shelf.length]?.code ?? ''),
        page.waitForTimeout(PAUSES_MS[at % PAUSES_MS.length] ?? 0),
      ])
    }
    await page.waitForFunction((wanted) => window.watched.shown.length >= wanted, count)
    const { ended, began, shown } = await page.evaluate(() => window.watched)
    if (ended.length !== count || shown.length !== count)
      throw new Error(`${count} codes, ${ended.length} ends, ${shown.length} shown (before: ${before})`)
    const since = (marks: readonly number[]) => shown.map((at, index) => at - (marks[index] ?? Number.NaN))
    return { handled: since(began), stamped: since(ended) }
  }
  await page.waitForTimeout(1_500)
  await sendCode(cdp, shelf[0]?.code ?? '')
  await page.locator('.cc-scan-card').waitFor()
  await scanSome(WARM_UP)
  await rawPuts(page, 'strict', WARM_UP, PAUSES_MS)
  await rawPuts(page, 'relaxed', WARM_UP, PAUSES_MS)
  await page.evaluate(() => {
    window.watched.longTasks.length = 0
  })
  const found = {
    handled: [] as number[],
    stamped: [] as number[],
    strict: [] as number[],
    relaxed: [] as number[],
  }
  for (let round = 0; round < rounds; round += 1) {
    const { handled, stamped } = await scanSome(SCANS_A_ROUND)
    found.handled.push(...handled)
    found.stamped.push(...stamped)
    found.strict.push(...(await rawPuts(page, 'strict', SCANS_A_ROUND, PAUSES_MS)))
    found.relaxed.push(...(await rawPuts(page, 'relaxed', SCANS_A_ROUND, PAUSES_MS)))
  }
  return { size, ...found, longTasks: await page.evaluate(() => window.watched.longTasks) }
}

/** Everything that was scanned is in the device's log, in sequence, and at the server, each exactly once. */
async function check(
  { page }: CountingBrowser,
  company: Company,
  path: string,
  least: number,
): Promise<void> {
  const sessionId = sessionOf(path)
  const { last } = await readDevice(page, sessionId)
  if (last < least) throw new Error(`the device holds ${last} events, not ${least}`)
  for (let tries = 0; ; tries += 1) {
    const held = await company.held(sessionId)
    if (held.rows === last && held.distinct === last && held.last === last) return
    if (tries > 60) throw new Error(`the device holds ${last} events, the server ${JSON.stringify(held)}`)
    await page.waitForTimeout(250)
  }
}

function sessionOf(path: string): SessionId {
  return (path.split('/').at(-1) ?? '') as SessionId
}

function three(values: readonly number[]): string {
  return [0.5, 0.95, 0.99].map((share) => ms(percentile(values, share))).join(' / ')
}

function line({ size, handled, stamped, strict, longTasks }: Measured): string {
  return [
    `${size} scans: Enter handled to shown ${three(handled)}`,
    `since its time stamp ${three(stamped)}`,
    `raw strict put ${three(strict)}`,
    `long tasks ${longTasks.length}${longTasks.length > 0 ? ` (${Math.max(...longTasks)} ms)` : ''}`,
  ].join('; ')
}

function findings(measured: readonly Measured[], rounds: number): Findings {
  const worst95 = Math.max(...measured.map(({ handled }) => percentile(handled, 0.95)))
  const worst99 = Math.max(...measured.map(({ handled }) => percentile(handled, 0.99)))
  const medians = measured.map(({ handled }) => median(handled))
  const spread = Math.max(...medians) / Math.min(...medians)
  return {
    name: 'capture',
    title: 'Capture',
    how: [
      `The built store app in headless Chromium with ${CATALOGUE.toLocaleString('en')} products on the device, its server running and being sent to.`,
      `Each code comes as a scanner sends it (CDP key events without a pause), ${SCANS_A_ROUND * rounds} at each length of the session;`,
      'from the moment the page gets the Enter to the moment a MutationObserver sees the new card in the DOM, which is after the first of its two copies was flushed to the disk: the journal’s file, or the transaction of durability `strict` (ADR 0048); beside it from the time stamp of that key event, when the twelve keys before it may still be in the queue.',
      `In turn with it, in the same page, ${SCANS_A_ROUND} at a time and at the same pace: one row of the same size put into an IndexedDB store of its own, from the call to the transaction's end.`,
    ],
    tables: [
      {
        caption: 'p50 / p95 / p99',
        columns: [
          'scans in the session',
          'Enter handled to saved and shown',
          'since its time stamp',
          'raw put, strict',
          'raw put, relaxed',
          'median ÷ raw strict',
        ],
        rows: measured.map(({ size, handled, stamped, strict, relaxed }) => [
          size.toLocaleString('en'),
          three(handled),
          three(stamped),
          three(strict),
          three(relaxed),
          times(median(handled) / median(strict)),
        ]),
      },
    ],
    goals: [
      { goal: 'p95 ≤ 10 ms at every length', measured: `at most ${ms(worst95)}`, met: worst95 <= 10 },
      { goal: 'p99 ≤ 16 ms at every length', measured: `at most ${ms(worst99)}`, met: worst99 <= 16 },
      {
        goal: 'does not depend on the length: medians within 1.5×',
        measured: times(spread),
        met: spread <= 1.5,
      },
    ],
  }
}
