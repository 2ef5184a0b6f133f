import { routes } from '@cyclecount/contract'
import { CHROMIUM } from '@cyclecount/e2e/chromium'
import { makeLargeChain } from '@cyclecount/e2e/large-chain'
import { signIn } from '@cyclecount/e2e/people'
import { startProduct, type Product } from '@cyclecount/e2e/product'
import { signedIn, type SignedIn } from '@cyclecount/e2e/signed-in'
import { chromium, type Page } from '@playwright/test'
import { join } from 'node:path'
import { ms, whole } from './figures.ts'
import { startPostgres } from './postgres.ts'
import type { BenchCall, Findings } from './report.ts'

const PLANNER = 'maya@quillmere.example'
const STALL_MS = 100
const PUBLISH_MS = 5_000
const PATIENCE_MS = 180_000

interface Published {
  readonly areas: number
  readonly draftMs: number
  readonly changesMs: number
  readonly publishMs: number
}

interface Stalls {
  readonly open: number
  readonly scroll: number
  readonly drag: number
}

/** The board of a chain of stores: does it stall while one works on it, and how long does publishing all of it take. */
export async function board({ say, quick, only }: BenchCall): Promise<Findings> {
  const chain = quick ? { facilities: 50, areas: 20, people: 40 } : { facilities: 500, areas: 20, people: 40 }
  const wanted = (where: string) => only === null || only === where
  const published: (Published & { readonly where: string })[] = []
  let stalls: Stalls | null = null
  if (wanted('sqlite')) {
    const product = await startProduct({ DEMO_SALES: 'off', LOG_LEVEL: 'warn' })
    try {
      const planner = await signedIn(product.origin, 'maya')
      await makeLargeChain(join(product.dataDir, 'cyclecount.sqlite'), planner.call, chain)
      stalls = await workOnBoard(product)
      say(`longest task: scrolling ${ms(stalls.scroll)}, dragging ${ms(stalls.drag)}`)
      published.push({ where: 'SQLite', ...(await publishAll(planner)) })
    } finally {
      await product.dispose()
    }
  }
  if (wanted('postgres')) {
    const postgres = await startPostgres()
    try {
      const product = await startProduct({
        DEMO_SALES: 'off',
        LOG_LEVEL: 'warn',
        DATABASE_URL: postgres.url,
      })
      try {
        const planner = await signedIn(product.origin, 'maya')
        await makeLargeChain(postgres.url, planner.call, chain)
        published.push({ where: 'PostgreSQL', ...(await publishAll(planner)) })
      } finally {
        await product.dispose()
      }
    } finally {
      await postgres.stop()
    }
  }
  for (const { where, publishMs, areas } of published)
    say(`${where}: ${whole(areas)} areas published in ${ms(publishMs)}`)
  return findings(chain, published, stalls)
}

/** Scrolls to the end and back, and drags an area over every person, as fast as the browser takes it. */
async function workOnBoard(product: Product): Promise<Stalls> {
  const browser = await chromium.launch(CHROMIUM)
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
    page.setDefaultTimeout(PATIENCE_MS)
    await page.addInitScript(() => {
      const tasks: number[] = []
      Object.assign(window, { tasks })
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration)
      }).observe({ type: 'longtask' })
    })
    await page.goto(`${product.origin}/console/board`)
    await signIn(page, PLANNER)
    const grid = page.getByRole('grid')
    await grid.waitFor()
    await page.waitForTimeout(2_000)
    const open = await longestTask(page)
    const box = await grid.boundingBox()
    if (!box) throw new Error('the board is not in view')
    await page.mouse.move(box.x + 500, box.y + 300)
    for (let step = 0; step < 240; step += 1) {
      await page.mouse.wheel(step % 3 === 0 ? 160 : 0, step < 160 ? 900 : -1400)
      await page.waitForTimeout(16)
    }
    const scroll = await longestTask(page)
    await grid.evaluate((element) => element.scrollTo(0, 0))
    await page
      .getByRole('row', { name: /^Aisle 01/ })
      .first()
      .waitFor()
    await page.mouse.move(box.x + 60, box.y + 52 + 44 + 22)
    await page.mouse.down()
    for (let step = 0; step < 240; step += 1) {
      // To the edge, where the board scrolls by itself, and back over the columns.
      const across = step < 160 ? box.width - 20 : box.width - 20 - (step - 160) * 7
      await page.mouse.move(box.x + across, box.y + 140 + (step % 40) * 8)
      await page.waitForTimeout(16)
    }
    const drag = await longestTask(page)
    await page.keyboard.press('Escape')
    await page.mouse.up()
    return { open, scroll, drag }
  } finally {
    await browser.close()
  }
}

/** Since it was asked last, in ms; 0 where none took more than 50. */
async function longestTask(page: Page): Promise<number> {
  const tasks = await page.evaluate(() => {
    const { tasks: all } = window as unknown as { tasks: number[] }
    return all.splice(0, all.length)
  })
  return Math.max(0, ...tasks)
}

/** Drafts every area for the crew of its store, and publishes all of it in one request. */
async function publishAll({ call }: SignedIn): Promise<Published> {
  const { runs, people } = await call(routes.board, {})
  const crews = people.filter(({ name }) => name.startsWith('Crew '))
  const stores = runs.filter(({ facilityCode }) => /^L\d+$/.test(facilityCode))
  const drafts = stores.flatMap((run, at) => {
    const crew = crews[at % crews.length]
    if (!crew) throw new Error('there is nobody to count')
    return run.areas.map(({ areaId }) => ({ runId: run.runId, areaId, people: [crew.personId] }))
  })
  const began = performance.now()
  await call(routes.saveDrafts, { body: { drafts } })
  const drafted = performance.now()
  const { seal } = await call(routes.boardChanges, {})
  const looked = performance.now()
  const reply = await call(routes.publishBoard, { body: { seal } })
  const done = performance.now()
  if (reply.given !== drafts.length || reply.refused.length > 0)
    throw new Error(`not all was published: ${JSON.stringify(reply).slice(0, 500)}`)
  const after = await call(routes.board, {})
  const held = after.runs.flatMap((run) => run.areas).filter((area) => area.held.length === 1)
  if (held.length < drafts.length) throw new Error(`only ${held.length} areas are held`)
  return {
    areas: drafts.length,
    draftMs: drafted - began,
    changesMs: looked - drafted,
    publishMs: done - looked,
  }
}

function findings(
  chain: { readonly facilities: number; readonly areas: number; readonly people: number },
  published: readonly (Published & { readonly where: string })[],
  stalls: Stalls | null,
): Findings {
  const size = `${chain.facilities} facilities with ${chain.areas} areas each and ${chain.people} people`
  return {
    name: 'board',
    title: 'Assigning on the board',
    how: [
      `${size}, everybody allowed everywhere.`,
      'The built console in headless Chromium at 1280 × 860: the wheel down and up through the board in steps of 900 and 1400 pixels, then an area dragged to the edge, where the board scrolls by itself, and back over the people; the longest task of the page meanwhile, by its own PerformanceObserver (which sees those over 50 ms).',
      'Then every area is drafted for one person in one request, the changes are read, and all of them are published in one request, over HTTP; afterwards every area is held by exactly one person.',
    ],
    tables: [
      {
        caption: 'Publishing',
        columns: ['', 'areas', 'draft them', 'read the changes', 'publish'],
        rows: published.map((row) => [
          row.where,
          whole(row.areas),
          ms(row.draftMs),
          ms(row.changesMs),
          ms(row.publishMs),
        ]),
      },
      ...(stalls === null
        ? []
        : [
            {
              caption: 'Longest task',
              columns: ['opening the board', 'scrolling', 'dragging'],
              rows: [[ms(stalls.open), ms(stalls.scroll), ms(stalls.drag)]],
            },
          ]),
    ],
    goals: [
      ...(stalls === null
        ? []
        : [
            {
              goal: `no stall over ${STALL_MS} ms while scrolling and dragging`,
              measured: `at most ${ms(Math.max(stalls.scroll, stalls.drag))}`,
              met: Math.max(stalls.scroll, stalls.drag) <= STALL_MS,
            },
          ]),
      ...published.map((row) => ({
        goal: `publish in ≤ 5 s on ${row.where}`,
        measured: ms(row.publishMs),
        met: row.publishMs <= PUBLISH_MS,
      })),
    ],
  }
}
