import { join } from 'node:path'
import { startProduct } from '@cyclecount/e2e/product'
import type { SessionId } from '@cyclecount/domain'
import { openCompany } from './company.ts'
import {
  beginCount,
  heapBytes,
  openCountingBrowser,
  sendCode,
  type CountingBrowser,
} from './counting-browser.ts'
import { mebibytes, ms, percentile } from './figures.ts'
import type { BenchCall, Findings } from './report.ts'
import { readLog } from './seed-device.ts'

const LOGIN = 'ana@quillmere.example'
const CATALOGUE = 5_000
const CODES_A_SECOND = 10
const WARM_UP_CODES = 100
const LONG_TASK_MS = 50
/** What the log, the lines and the list of six hundred scans may weigh in the page, with room for one more cache. */
const GROWTH_BYTES = 4 * 1_048_576

/** Ten codes a second for a minute, the characters of each without a pause. */
export async function burst({ say, quick }: BenchCall): Promise<Findings> {
  const seconds = quick ? 15 : 60
  const product = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
  const company = await openCompany(join(product.dataDir, 'cyclecount.sqlite'))
  const browser = await openCountingBrowser()
  const { page, cdp } = browser
  try {
    const products = await company.addProducts(CATALOGUE)
    await company.counterFor(LOGIN)
    const path = await beginCount(browser, product.origin, LOGIN, /Bench area 0/)
    const sessionId = (path.split('/').at(-1) ?? '') as SessionId
    const codeAt = (at: number): string => products[(at * 37) % products.length]?.code ?? ''
    const warm = Array.from({ length: WARM_UP_CODES }, (_, at) => codeAt(at))
    await fire(browser, warm)
    await settled(browser, sessionId, warm)
    const before = await heapBytes(cdp)
    await page.evaluate(() => {
      Object.assign(window.watched, { ended: [], began: [], shown: [], longTasks: [], keys: [] })
    })
    const codes = Array.from({ length: seconds * CODES_A_SECOND }, (_, at) => codeAt(at + WARM_UP_CODES))
    const took = await fire(browser, codes)
    await settled(browser, sessionId, [...warm, ...codes])
    const { keys, longTasks, ended, shown } = await page.evaluate(() => window.watched)
    for (let tries = 0; (await company.held(sessionId)).rows !== 1 + warm.length + codes.length; tries += 1) {
      if (tries > 60) throw new Error('the server does not hold what was scanned')
      await page.waitForTimeout(250)
    }
    await page.waitForTimeout(2_000)
    const growth = (await heapBytes(cdp)) - before
    const gaps = keys.slice(1).map((at, index) => at - (keys[index] ?? at))
    const within = gaps.filter((gap) => gap < 1000 / CODES_A_SECOND / 2)
    const rate = codes.length / (took / 1000)
    const latency = shown.length === ended.length ? shown.map((at, index) => at - (ended[index] ?? at)) : []
    say(`${rate.toFixed(2)} codes a second, long tasks ${longTasks.length}, heap +${mebibytes(growth)}`)
    return findings({ rate, codes: codes.length, within, longTasks, growth, before, latency })
  } finally {
    await browser.close()
    await company.close()
    await product.dispose()
  }
}

/** Sends each code on time, whether or not the one before was taken; answers how long all of it took, ms. */
async function fire({ page, cdp }: CountingBrowser, codes: readonly string[]): Promise<number> {
  const since = performance.now()
  const sent: Promise<void>[] = []
  for (const [at, code] of codes.entries()) {
    const due = since + at * (1000 / CODES_A_SECOND)
    await page.waitForTimeout(Math.max(0, due - performance.now()))
    sent.push(sendCode(cdp, code))
  }
  await Promise.all(sent)
  return performance.now() - since
}

/** Waits until the device's own log holds as many scans, and sees that they are these, in order, none mangled. */
async function settled(
  { page }: CountingBrowser,
  sessionId: SessionId,
  codes: readonly string[],
): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const scanned = (await readLog(page, sessionId)).flatMap((event) =>
      event.kind === 'scan' ? [event.code] : [],
    )
    if (scanned.length >= codes.length || tries > 120) {
      const wrong = codes.findIndex((code, at) => scanned[at] !== code)
      if (scanned.length !== codes.length || wrong !== -1)
        throw new Error(
          `${codes.length} codes were sent, ${scanned.length} are saved; the first that differs: ${wrong}`,
        )
      return
    }
    await page.waitForTimeout(500)
  }
}

interface Burst {
  readonly rate: number
  readonly codes: number
  /** Between two keys of a code, ms. */
  readonly within: readonly number[]
  readonly longTasks: readonly number[]
  readonly before: number
  readonly growth: number
  readonly latency: readonly number[]
}

function findings({ rate, codes, within, longTasks, before, growth, latency }: Burst): Findings {
  const longest = Math.max(0, ...longTasks)
  const isFast = rate >= CODES_A_SECOND * 0.98
  return {
    name: 'burst',
    title: 'Burst',
    how: [
      `${codes} codes, ${CODES_A_SECOND} a second, sent as pipelined CDP key events with nothing between the characters of a code, into the built store app with its server running.`,
      'Afterwards the device’s log and the server’s hold exactly these codes, in this order.',
    ],
    tables: [
      {
        caption: 'What was reached',
        columns: ['', ''],
        rows: [
          ['codes a second', rate.toFixed(2)],
          [
            'between two characters, p50 / p99',
            `${ms(percentile(within, 0.5))} / ${ms(percentile(within, 0.99))}`,
          ],
          [
            'key event to saved and shown, p50 / p95 / p99',
            latency.length === 0
              ? 'several in one commit'
              : [0.5, 0.95, 0.99].map((share) => ms(percentile(latency, share))).join(' / '),
          ],
          ['long tasks (over 50 ms)', `${longTasks.length}, the longest ${ms(longest)}`],
          ['JavaScript heap after collection, before', mebibytes(before)],
          ['the same after', mebibytes(before + growth)],
        ],
      },
    ],
    goals: [
      { goal: 'none lost or mangled', measured: `${codes} of ${codes}`, met: true },
      { goal: `${CODES_A_SECOND} codes a second`, measured: rate.toFixed(2), met: isFast },
      { goal: `no task over ${LONG_TASK_MS} ms`, measured: ms(longest), met: longest <= LONG_TASK_MS },
      {
        goal: `the heap grows by less than ${mebibytes(GROWTH_BYTES)}`,
        measured: mebibytes(growth),
        met: growth < GROWTH_BYTES,
      },
    ],
  }
}
