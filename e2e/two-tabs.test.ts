import { expect, test, type Page } from '@playwright/test'
import { openCounter, type Counter } from './counter.ts'
import { holdingReplies } from './faults.ts'
import { expectCounted, pullTrigger, scan } from './phone.ts'

test.describe('one count in two tabs', () => {
  let ana: Counter

  test.beforeAll(async () => {
    test.setTimeout(180_000)
    ana = await openCounter()
    await ana.scan(2)
  })
  test.afterAll(() => ana?.dispose())

  /** The same count in another tab of the same browser. */
  async function anotherTab(): Promise<Page> {
    const page = await ana.page().context().newPage()
    await page.goto(ana.page().url())
    return page
  }
  const isElsewhere = (page: Page) =>
    expect(page.getByRole('heading', { name: 'This count is open in another tab' })).toBeVisible()
  const counts = (page: Page) => expect(page.getByLabel('Scan or type barcode')).toBeVisible()

  test('one writes; the other says so, takes over when it is told to, and the first then says so', async () => {
    const other = await anotherTab()
    await isElsewhere(other)
    await pullTrigger(other, 'NOBODY-COUNTS-THIS')
    await ana.scan(1)

    await other.getByRole('button', { name: 'Use here' }).click()
    await counts(other)
    await isElsewhere(ana.page())
    await scan(other, 'MORE')
    await expectCounted(other, '1')
    await pullTrigger(ana.page(), 'NOBODY-COUNTS-THIS-EITHER')
    await other.close()
    await ana.page().getByRole('button', { name: 'Use here' }).click()
    await counts(ana.page())
    expect((await ana.saved()).filter((event) => event.includes('NOBODY'))).toEqual([])
    // What the tab had not sent when it was closed goes when this one looks, twice a minute.
    await expect.poll(ana.held, { timeout: 45_000 }).toEqual(await ana.saved())
  })

  test('the tab that counts crashes: another one counts at once', async () => {
    const other = await anotherTab()
    await isElsewhere(other)
    const gone = ana.page().waitForEvent('crash')
    const devtools = await ana.page().context().newCDPSession(ana.page())
    void devtools.send('Page.crash').catch(() => undefined)
    await gone
    const since = Date.now()
    await other.getByRole('button', { name: 'Use here' }).click()
    await counts(other)
    expect(Date.now() - since).toBeLessThan(5_000)
    await scan(other, 'AFTER-THE-CRASH')
    await expectCounted(other, '1')
    await ana.phone.closePage()
    await other.close()
  })

  test('the tab that counts and sends is frozen: another one counts, and sends what both made', async () => {
    await ana.phone.openPage('/store/')
    await ana.resume()
    const held = holdingReplies()
    ana.phone.line.disturb(held.fault)
    await scan(ana.page(), 'BEFORE-THE-FROST')
    await expectCounted(ana.page(), '1')
    await expect.poll(held.held, { timeout: 20_000 }).toBeGreaterThan(0)
    const thaw = await freeze(ana.page())
    ana.phone.line.disturb(null)

    const other = await anotherTab()
    await other.getByRole('button', { name: 'Use here' }).click()
    await counts(other)
    await scan(other, 'IN-THE-FROST')
    await expectCounted(other, '1')
    await expect(other.locator('.cc-sync-chip')).toHaveText(/^All sent/, { timeout: 40_000 })
    await thaw()
    held.release()
    await isElsewhere(ana.page())
    const saved = await ana.saved()
    expect(saved.filter((event) => event.includes('FROST'))).toHaveLength(2)
    await expect.poll(ana.held, { timeout: 20_000 }).toEqual(saved)
  })
})

/**
 * Stops a page where it stands, locks in its hands: not a line of it runs until it is thawed. (Chromium's own “frozen” state lets
 * a page with a request under way go on.)
 */
async function freeze(page: Page): Promise<() => Promise<unknown>> {
  // Not while it reads its database: what a frozen page holds open there, nobody else may write.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Debugger.enable')
  const stopped = new Promise((resolve) => devtools.once('Debugger.paused', resolve))
  await devtools.send('Debugger.pause')
  // It stops at the next line it runs, and that is this one; its answer comes when it is thawed.
  void page.evaluate('0').catch(() => undefined)
  await stopped
  return () => devtools.send('Debugger.disable')
}
