import { expect, test } from '@playwright/test'
import { openCounter, type Counter } from './counter.ts'
import {
  answering,
  cuttingRequests,
  holdingReplies,
  losingReplies,
  watching,
  type PushFault,
} from './faults.ts'

/** What the network of a store does to the pushes of one phone, one thing after the other in one count. */
test.describe.serial('one count on a bad network', () => {
  let ana: Counter
  test.beforeAll(async () => {
    test.setTimeout(120_000)
    ana = await openCounter()
  })
  test.afterAll(() => ana.dispose())

  /** Meets every push with the fault until the test ends. */
  async function under<F extends PushFault>(met: F, work: (met: F) => Promise<void>): Promise<void> {
    ana.phone.line.disturb(met.fault)
    await work(met).finally(() => ana.phone.line.disturb(null))
  }

  test('SYNC-1 [OB5] the reply is lost after the commit: the scans are sent again and count once', async () => {
    await under(losingReplies(), async ({ seen }) => {
      await ana.scan(3)
      await expect.poll(() => seen.length).toBeGreaterThan(0)
      // The start of the count and the scans are on the server; the phone cannot know.
      await expect.poll(async () => (await ana.held()).length).toBe(4)
      await ana.says(/waiting|Sending/)
    })
    await ana.settles()
  })

  test('EXEC-12 [OB1] [ST1] the reply is slow: scans go on meanwhile, and “All sent” is not said before they are', async () => {
    await under(holdingReplies(), async ({ held, release, seen }) => {
      await ana.scan(2)
      await expect.poll(held).toBe(1)
      await ana.scan(5)
      await ana.says(/^Sending 7/)
      expect(held()).toBe(1)
      const releasedAt = Date.now()
      release()
      await ana.says(/^All sent/)
      // One batch in flight: what was scanned meanwhile waited for the answer, and nothing went twice.
      expect(seen.slice(1).filter(({ at }) => at < releasedAt)).toEqual([])
      expect(seen.reduce((sum, { events }) => sum + events, 0)).toBe(7)
    })
    await ana.settles()
  })

  test('[OB5] the request is cut in the middle: nothing of it counts, and all of it comes again', async () => {
    const before = (await ana.held()).length
    await under(cuttingRequests(), async ({ seen }) => {
      await ana.scan(4)
      await expect.poll(() => seen.length).toBeGreaterThan(0)
      await ana.says(/4 waiting/)
      expect(await ana.held()).toHaveLength(before)
    })
    await ana.settles()
  })

  test('EXEC-12 [AK1] [CN2] a sign-in page of the network answers 200: it acknowledges nothing, and the phone says what it met', async () => {
    const portal = (): Response =>
      new Response('<!doctype html><title>Guest network</title><p>Accept the terms', {
        status: 200,
        headers: { 'content-type': 'text/html' },
      })
    await under(answering(Array.from({ length: 20 }, () => portal)), async ({ seen }) => {
      await ana.scan(3)
      await expect.poll(() => seen.length).toBeGreaterThan(0)
      await ana.says(/3 waiting/)
      await ana.page().locator('.cc-sync-chip').click()
      await expect(ana.page().getByText('answered in its place')).toBeVisible()
      await ana.page().keyboard.press('Escape')
    })
    await ana.settles()
  })

  test('[OB4] [CN3] too large, too many, too busy: smaller batches, and never before the server said', async () => {
    const told = (status: number, retryAfter: string | null) => () =>
      Response.json(
        { kind: 'busy', message: 'Not now.', retryable: true },
        { status, headers: retryAfter === null ? {} : { 'retry-after': retryAfter } },
      )
    await ana.phone.goOffline()
    await ana.scan(6)
    const answers = [told(413, null), told(429, '2'), told(503, '3')]
    await under(answering(answers), async ({ seen }) => {
      await ana.phone.goOnline()
      await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(3)
      // What is scanned during a wait does not end it.
      await ana.says(/^All sent/)
      const [whole, half, again, last] = seen
      // A refusal that is not about size says nothing about size: the next try is whole again.
      expect(seen.slice(0, 4).map(({ events, status }) => [events, status])).toEqual([
        [6, 413],
        [3, 429],
        [6, 503],
        [6, 200],
      ])
      expect((again?.at ?? 0) - (half?.at ?? 0)).toBeGreaterThanOrEqual(2_000)
      expect((last?.at ?? 0) - (again?.at ?? 0)).toBeGreaterThanOrEqual(3_000)
      expect((half?.at ?? 0) - (whole?.at ?? 0)).toBeLessThan(2_000)
    })
    await ana.settles()
  })

  test('SYNC-1 SYNC-4 [OB5] the page is closed and the worker is killed while its push is under way: nothing is lost or doubled', async () => {
    await ana.phone.goOffline()
    await ana.scan(5)
    const saved = await ana.saved()
    await under(holdingReplies(), async ({ held, release }) => {
      await ana.phone.closePage()
      await ana.phone.goOnline()
      await expect.poll(held, { timeout: 30_000 }).toBe(1)
      await ana.phone.stopWorkers()
      release()
    })
    await under(watching(), async () => {
      await ana.reopen()
      await ana.settles()
    })
    expect(await ana.saved()).toEqual(saved)
  })

  test('SYNC-4 a browser that knows no background sync: the page sends by itself when the network is back', async () => {
    const isGone = () => !('SyncManager' in window) && !('sync' in ServiceWorkerRegistration.prototype)
    await ana.page().addInitScript(() => {
      Reflect.deleteProperty(window, 'SyncManager')
      Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync')
    })
    await ana.reopen()
    expect(await ana.page().evaluate(isGone)).toBe(true)
    await ana.phone.goOffline()
    await ana.scan(2)
    await ana.says(/2 waiting/)
    await ana.phone.goOnline()
    await ana.says(/^All sent/)
    await ana.settles()
  })
})
