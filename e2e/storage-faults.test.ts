import { readFile } from 'node:fs/promises'
import type { SessionId } from '@cyclecount/domain'
import { expect, test } from '@playwright/test'
import { heldByServer } from './books.ts'
import { planCountDay } from './count-day.ts'
import { startCounting } from './counting.ts'
import { signIn } from './people.ts'
import { captured, expectCounted, openPhone, savedOnDevice, scan } from './phone.ts'
import { OUTDOOR } from './planning.ts'
import { startProduct } from './product.ts'
import { expectInSecondCopy } from './second-copy.ts'

const CODE = 'SCANNED-HERE'

/** The page keeps in `asked` how durable every transaction is that writes the log. */
const TELL_DURABILITY = `
  globalThis.asked = []
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (...given) {
    const begun = begin.apply(this, given)
    if (begun.mode === 'readwrite' && begun.objectStoreNames.contains('log')) asked.push(begun.durability)
    return begun
  }
`

test('[LS2] [JN6] EXEC-2 EXEC-12 a phone whose storage fails says so, keeps nothing half, and loses nothing', async () => {
  test.setTimeout(180_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  const page = () => phone.page()
  const { origin } = product
  try {
    await planCountDay(origin, 'Three corners of Harbor Street', [[OUTDOOR, 'ana']])
    await phone.openPage('/store/')
    await signIn(page(), 'ana@quillmere.example')
    await startCounting(page(), OUTDOOR)
    const count = new URL(page().url()).pathname
    // Nothing is sent, and yet the server's other pages can be opened.
    phone.line.disturb((asked, answer, pass) =>
      asked.url?.includes('/api/sync/') ? answer.destroy() : pass(),
    )
    await scan(page(), CODE)
    await expectCounted(page(), '1')
    let pieces = 1
    await phone.coldStart('/readyz')
    const devtools = await page().context().newCDPSession(page())

    await test.step('a full disk refuses the scan aloud, and lets the file be saved', async () => {
      await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
      await page().addInitScript({ content: TELL_DURABILITY })
      await page().goto(origin + count)
      await expect(page().getByLabel('Scan or type barcode')).toBeVisible()
      const card = page().locator('.cc-scan-card')
      const scanned = async (): Promise<boolean> => {
        await captured(page(), () => scan(page(), CODE))
        return (await card.getAttribute('data-result')) !== 'rejected'
      }
      // Chromium looks at the quota at once, or, where the service worker had the database open, within half a minute.
      while (await scanned()) pieces += 1
      await expect(
        // It is also said to screen readers, in another alert.
        page().getByRole('alert').filter({ hasText: 'This device’s storage is full' }).first(),
      ).toBeVisible()
      expect((await savedOnDevice(page())).filter((event) => / scan /.test(event))).toHaveLength(pieces)
      const download = page().waitForEvent('download')
      await page().getByRole('button', { name: 'Export file' }).click()
      const file: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'))
      expect(file).toMatchObject({ format: 'cyclecount-unsent' })
      expect(JSON.stringify(file)).toContain(CODE)
    })

    await test.step('with room again it counts, and what was refused was not counted', async () => {
      await devtools.send('Storage.overrideQuotaForOrigin', { origin })
      await scan(page(), CODE)
      pieces += 1
      await expectCounted(page(), String(pieces))
      await expect(page().getByText('Nothing can be counted now')).toHaveCount(0)
    })

    await test.step('the browser clears the database under the open page: the next scan counts behind the others', async () => {
      await expectInSecondCopy(page(), await savedOnDevice(page()))
      await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
      await scan(page(), CODE)
      pieces += 1
      await expectCounted(page(), String(pieces))
      await expect(page().getByText('This device’s storage was lost')).toBeVisible()
      await page().getByRole('button', { name: 'Dismiss' }).click()
    })

    await test.step('with a network everything goes out once', async () => {
      const saved = await savedOnDevice(page())
      expect(saved.filter((event) => / scan /.test(event))).toHaveLength(pieces)
      phone.line.disturb(null)
      await page().evaluate(() => dispatchEvent(new Event('online')))
      const sessionId = saved[0]?.split(' ')[0] as SessionId
      const scans = async () =>
        (await heldByServer(product.dataDir, [sessionId])).filter((event) => / scan /.test(event))
      await expect.poll(scans, { timeout: 20_000 }).toEqual(saved.filter((event) => / scan /.test(event)))
    })

    await test.step('every transaction that writes the log is strict', async () => {
      await scan(page(), CODE)
      await expectCounted(page(), String(pieces + 1))
      await page().getByRole('button', { name: 'Undo' }).click()
      await expectCounted(page(), String(pieces))
      const asked = await page().evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
      expect(asked.length).toBeGreaterThanOrEqual(2)
      expect(new Set(asked)).toEqual(new Set(['strict']))
    })

    await test.step('a newer version takes the database over: this page counts nothing more', async () => {
      const saved = await savedOnDevice(page())
      await page().evaluate(
        () =>
          new Promise((resolve, reject) => {
            const newer = indexedDB.open('cyclecount', 9_000)
            newer.onsuccess = () => resolve(newer.result.close())
            newer.onerror = () => reject(newer.error ?? new Error('not opened'))
          }),
      )
      await scan(page(), CODE)
      await expect(
        // It is also said to screen readers, in another alert.
        page().getByRole('alert').filter({ hasText: 'A newer version of this app is open' }).first(),
      ).toBeVisible()
      await expect(page().getByRole('button', { name: 'Load again' })).toBeVisible()
      expect(await savedOnDevice(page())).toEqual(saved)
    })
  } finally {
    await phone.dispose()
    await product.dispose()
  }
})
