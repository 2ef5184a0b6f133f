import { routes } from '@cyclecount/contract'
import { openDatabase, tables, type Schema } from '@cyclecount/db'
import { expect, test, type Page } from '@playwright/test'
import { join } from 'node:path'
import { openCounter, type Counter } from './counter.ts'
import { answering, type PushFault } from './faults.ts'
import type { Fault } from './line.ts'

const DAY_MS = 86_400_000

/** What happens to a phone in the course of a day besides its network, one thing after the other in one count. */
test.describe.serial('one count, and what else happens to the phone', () => {
  let ana: Counter
  test.beforeAll(async () => {
    test.setTimeout(120_000)
    ana = await openCounter()
  })
  test.afterAll(() => ana.dispose())
  test.afterEach(() => ana.phone.line.disturb(null))

  test('the clock is a day ahead, then a day behind, while scans are made: all count once, at the right time', async () => {
    await ana.scan(1)
    await ana.settles()
    for (const shift of [DAY_MS, -DAY_MS]) {
      await setClock(ana.page(), shift)
      await ana.scan(2)
      await ana.settles()
      // The phone has met the server since: it learns by how much it is wrong, as soon as it is not busy.
      await expect(async () => {
        const from = Date.now()
        await ana.scan(2)
        await ana.settles()
        const seen = (await serverTimes(ana)).slice(-2)
        expect(seen).toHaveLength(2)
        for (const { capturedAt, correctedAt } of seen) {
          expect(Math.abs(capturedAt - shift - from)).toBeLessThan(DAY_MS / 2)
          expect(correctedAt).toBeGreaterThan(from - 2_000)
          expect(correctedAt).toBeLessThan(Date.now() + 2_000)
        }
      }).toPass({ timeout: 30_000 })
    }
    await setClock(ana.page(), 0)
  })

  test('[CN3] the clock goes back a day during a wait: the wait does not grow by a day', async () => {
    const refused = (): Response =>
      Response.json(
        { kind: 'busy', message: 'Not now.', retryable: true },
        { status: 503, headers: { 'retry-after': '2' } },
      )
    const met = disturb(ana, answering([refused]))
    await ana.scan(2)
    await expect.poll(() => met.seen.length).toBe(1)
    await setClock(ana.page(), -DAY_MS)
    // Nothing says that the network is back: it is the wait that ends.
    await ana.says(/^All sent/)
    await setClock(ana.page(), 0)
    await ana.settles()
  })

  test('the sign-in has been expired for three days: counting and sending go on, and the areas page says it', async () => {
    ana.phone.line.disturb(expiredSignIn)
    await setClock(ana.page(), 3 * DAY_MS)
    await ana.scan(2)
    await ana.page().getByRole('button', { name: 'My areas' }).click()
    await ana.page().getByRole('button', { name: 'Refresh' }).click()
    await expect(ana.page().getByText('Your sign-in ran out')).toBeVisible()
    await ana.resume()
    await ana.scan(2)
    await ana.settles()
    await setClock(ana.page(), 0)
  })

  test('SYNC-7 the app is updated with a full outbox: the offer waits for the end of the count, and nothing is lost', async () => {
    const busy = Array.from({ length: 50 }, () => () => new Response('', { status: 502 }))
    const met = answering(busy)
    ana.phone.line.disturb(newVersion(met.fault))
    await ana.scan(5)
    const saved = await ana.saved()
    await ana
      .page()
      .evaluate(async () => (await navigator.serviceWorker.getRegistration('/store/'))?.update())
    await expect.poll(() => ana.page().evaluate(isWaiting)).toBe(true)
    await expect(ana.page().getByText('A new version is ready')).toHaveCount(0)
    await ana.page().getByRole('button', { name: 'My areas' }).click()
    const loaded = ana.page().waitForEvent('load')
    await ana.page().getByRole('button', { name: 'Update now' }).click()
    await loaded
    await ana.says(/5 waiting|Sending 5/)
    expect(await ana.saved()).toEqual(saved)
    ana.phone.line.disturb(null)
    await ana.reopen()
    await ana.scan(1)
    await ana.settles()
  })

  test('submitted offline: the server holds every scan before it says so', async () => {
    await ana.phone.goOffline()
    await ana.scan(3)
    await ana.page().getByRole('button', { name: 'Finish' }).click()
    await ana.page().getByRole('button', { name: 'Submit', exact: true }).click()
    await expect(ana.page().getByText('Submitted on this device, waiting to send')).toBeVisible()
    await ana.phone.goOnline()
    await expect(ana.page().getByText('The server holds every scan of this count.')).toBeVisible({
      timeout: 30_000,
    })
    const { areas } = await ana.day.manager(routes.progress, { params: { runId: ana.day.runId } })
    expect(areas.flatMap(({ sessions }) => sessions).map(({ state }) => state)).toEqual(['submitted'])
    expect(await ana.held()).toEqual(await ana.saved())
  })
})

function disturb(ana: Counter, met: PushFault): PushFault {
  ana.phone.line.disturb(met.fault)
  return met
}

/** The phone's clock, off by so much from now on; its timers run as before. Until the page is loaded again. */
async function setClock(page: Page, shiftMs: number): Promise<void> {
  await page.evaluate((shift) => {
    const held = globalThis as typeof globalThis & { trueDate?: DateConstructor }
    const TrueDate = (held.trueDate ??= Date)
    globalThis.Date = new Proxy(TrueDate, {
      construct: (target, given: []) =>
        given.length === 0 ? new target(TrueDate.now() + shift) : new target(...given),
      get: (target, name) =>
        name === 'now' ? () => TrueDate.now() + shift : (Reflect.get(target, name) as unknown),
    })
  }, shiftMs)
}

/** When the server holds that each scan was captured, as the phone's clock had it and corrected, in their order. */
async function serverTimes(
  ana: Counter,
): Promise<readonly { readonly capturedAt: number; readonly correctedAt: number }[]> {
  const db = openDatabase<Schema>({ url: join(ana.product.dataDir, 'cyclecount.sqlite'), tables })
  try {
    const rows = await db.read
      .selectFrom('scan')
      .select(['captured_at', 'clock_offset_ms'])
      .where('kind', '=', 'scan')
      .orderBy('device_seq')
      .execute()
    return rows.map((row) => ({
      capturedAt: row.captured_at,
      correctedAt: row.captured_at + (row.clock_offset_ms ?? 0),
    }))
  } finally {
    await db.close()
  }
}

/** The issuer renews nothing any more. */
const expiredSignIn: Fault = (asked, answer, pass) => {
  if (!asked.url?.endsWith('/oidc/token')) return pass()
  answer.writeHead(400, { 'content-type': 'application/json' })
  return answer.end(JSON.stringify({ error: 'invalid_grant' }))
}

/** The server has another version of the service worker; all else meets the other fault. */
function newVersion(other: Fault): Fault {
  return (asked, answer, pass) => {
    if (!asked.url?.endsWith('/store/sw.js')) return other(asked, answer, pass)
    const changed = async (): Promise<void> => {
      const reply = await fetch(asked.url ?? '')
      answer.writeHead(200, {
        'content-type': 'text/javascript',
        'service-worker-allowed': '/store/',
        'cache-control': 'no-cache',
      })
      answer.end(`${await reply.text()}\n// the next version\n`)
    }
    return void changed().catch(() => answer.destroy())
  }
}

async function isWaiting(): Promise<boolean> {
  const registration = await navigator.serviceWorker.getRegistration('/store/')
  return registration?.waiting != null
}
