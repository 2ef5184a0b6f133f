import { chromium, type Page } from '@playwright/test'
import { CHROMIUM } from '@cyclecount/e2e/chromium'
import { signIn } from '@cyclecount/e2e/people'
import type { SessionId } from '@cyclecount/domain'
import { countStore, inReview } from './books.ts'
import { newId } from './company.ts'
import { ms, percentile, whole } from './figures.ts'
import { startHand, type Hand } from './hand.ts'
import { startLargeStore, type LargeStore } from './large-store.ts'
import type { BenchCall, Findings } from './report.ts'
import { watchPage } from './watch-page.ts'

const LINES = 60_000
const QUICK_LINES = 6_000
const LOGIN = 'dmitri@quillmere.example'
const PATIENCE_MS = 120_000
const SCROLL_MS = 10_000
/** A hand on a wheel: so many notches a second, so many pixels each. */
const NOTCH_EVERY_MS = 40
const NOTCH_PX = 600
const FOREGROUND_EVERY_MS = 100
const GOAL_TASK_MS = 100
const GOAL_SHOWN_MS = 1_000
const GOAL_FOREGROUND_MS = 200

interface Found {
  readonly lines: number
  readonly openedMs: number
  readonly middleMs: number
  readonly endMs: number
  readonly filteredMs: number
  readonly sortedMs: number
  readonly scrolled: number
  readonly longTasks: readonly number[]
  readonly foreground: readonly number[]
}

/** A manager reviews a large store in a real browser while somebody goes on counting. */
export async function review({ say, quick }: BenchCall): Promise<Findings> {
  const store = await startLargeStore(quick ? QUICK_LINES : LINES, null)
  try {
    const { runId, submit } = await countStore(store)
    await submit()
    await inReview(store.company, runId)
    say(`${whole(store.shelved.length)} lines are in review`)
    const hand = await somebodyCounts(store)
    const found = await look(store, `/console/runs/${runId}/review?status=all&show=all`, hand)
    await hand.stop()
    say(line(found))
    return findings(found)
  } finally {
    await store.dispose()
  }
}

async function somebodyCounts({ product, company, shelved }: LargeStore): Promise<Hand> {
  const [counter] = await company.addCounters(1)
  if (!counter) throw new Error('nobody counts')
  return startHand({
    origin: product.origin,
    counter,
    sessionId: newId<SessionId>(),
    shelf: { products: shelved.slice(0, 1000), locations: [] },
    everyMs: FOREGROUND_EVERY_MS,
  })
}

async function look({ product, shelved }: LargeStore, path: string, hand: Hand): Promise<Found> {
  const browser = await chromium.launch(CHROMIUM)
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(PATIENCE_MS)
    await page.addInitScript(watchPage)
    await page.goto(`${product.origin}/console/`)
    await signIn(page, LOGIN)
    hand.taken()
    const openedMs = await timed(async () => {
      await page.goto(product.origin + path)
      await shown(page, 0)
    })
    await page.waitForTimeout(1_000)
    await page.evaluate(() => void (window.watched.longTasks.length = 0))
    const count = shelved.length
    const middleMs = await timed(() => dragTo(page, 0.5, Math.floor(count / 2)))
    const endMs = await timed(() => dragTo(page, 1, count - 1))
    await dragTo(page, 0, 0)
    const scrolled = await scroll(page)
    await dragTo(page, 0, 0)
    const sortedMs = await timed(async () => {
      await page.getByRole('button', { name: 'Item', exact: true }).click()
      await page.locator('tbody tr[data-index="0"]', { hasText: 'Item 0' }).waitFor()
    })
    const filteredMs = await timed(async () => {
      await page.getByRole('searchbox').fill(`Item ${count - 1}`)
      await page.locator('tbody tr[data-index="0"]', { hasText: `Item ${count - 1}` }).waitFor()
    })
    const longTasks = await page.evaluate(() => window.watched.longTasks)
    return {
      lines: count,
      openedMs,
      middleMs,
      endMs,
      filteredMs,
      sortedMs,
      scrolled,
      longTasks,
      foreground: hand.taken(),
    }
  } finally {
    await browser.close()
  }
}

/** The scroll bar dragged to this part of the list, until the line there can be read. */
async function dragTo(page: Page, part: number, index: number): Promise<void> {
  await page.evaluate((to) => {
    const frame = document.querySelector('.c-lines')?.parentElement
    if (frame) frame.scrollTop = frame.scrollHeight * to
  }, part)
  await shown(page, index)
}

/** Any line that lies near this place, and is in the page. */
function shown(page: Page, index: number): Promise<unknown> {
  return page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll<HTMLElement>('tr[data-line]')].some(
        ({ dataset }) => Math.abs(Number(dataset['index']) - wanted) < 60,
      ),
    index,
  )
}

/** Down and down, as fast as a hand turns a wheel; answers how many lines went by. */
async function scroll(page: Page): Promise<number> {
  await page.locator('tr[data-line]').first().hover()
  const until = performance.now() + SCROLL_MS
  while (performance.now() < until) {
    await page.mouse.wheel(0, NOTCH_PX)
    await page.waitForTimeout(NOTCH_EVERY_MS)
  }
  return page.evaluate(() => {
    const last = [...document.querySelectorAll<HTMLElement>('tr[data-index]')].at(-1)
    return Number(last?.dataset['index'] ?? 0)
  })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}

function longest(tasks: readonly number[]): number {
  return Math.max(0, ...tasks)
}

function line(found: Found): string {
  const { lines, openedMs, middleMs, endMs, sortedMs, filteredMs, longTasks, foreground } = found
  return `${whole(lines)} lines: opened ${ms(openedMs)}, middle ${ms(middleMs)}, end ${ms(endMs)}, sorted ${ms(sortedMs)}, filtered ${ms(filteredMs)}, longest task ${ms(longest(longTasks))}, foreground p95 ${ms(percentile(foreground, 0.95))}`
}

function findings(found: Found): Findings {
  const { lines, openedMs, middleMs, endMs, sortedMs, filteredMs, scrolled, longTasks, foreground } = found
  const slowest = Math.max(middleMs, endMs, sortedMs, filteredMs)
  const p95 = percentile(foreground, 0.95)
  return {
    name: 'review',
    title: 'Review',
    how: [
      `The built console in headless Chromium, 1280 × 800, the review of a run of ${whole(lines)} lines, all of them shown, its server running and being sent a scan every ${FOREGROUND_EVERY_MS} ms by somebody who counts.`,
      'Each time is from the hand’s doing to the moment at which the lines it was done for are in the page.',
    ],
    tables: [
      {
        caption: 'Until the lines are in the page',
        columns: ['', 'time'],
        rows: [
          ['opening the review', ms(openedMs)],
          ['the scroll bar dragged to the middle', ms(middleMs)],
          ['to the end', ms(endMs)],
          ['another order', ms(sortedMs)],
          ['one item searched', ms(filteredMs)],
          [`lines passed in ${SCROLL_MS / 1000} s on the wheel`, whole(scrolled)],
          ['long tasks (over 50 ms), and the longest', `${longTasks.length}, ${ms(longest(longTasks))}`],
          [
            'a scan sent meanwhile, p50 / p95 / p99',
            [0.5, 0.95, 0.99].map((part) => ms(percentile(foreground, part))).join(' / '),
          ],
        ],
      },
    ],
    goals: [
      {
        goal: `no task over ${GOAL_TASK_MS} ms`,
        measured: ms(longest(longTasks)),
        met: longest(longTasks) <= GOAL_TASK_MS,
      },
      {
        goal: `whatever is looked for is there in ${ms(GOAL_SHOWN_MS)}`,
        measured: `at most ${ms(slowest)}`,
        met: slowest <= GOAL_SHOWN_MS,
      },
      {
        goal: `p95 of a scan sent meanwhile ≤ ${GOAL_FOREGROUND_MS} ms`,
        measured: ms(p95),
        met: p95 <= GOAL_FOREGROUND_MS,
      },
    ],
  }
}
