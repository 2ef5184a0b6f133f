import { routes } from '@cyclecount/contract'
import { expect, test, type Page } from '@playwright/test'
import { openCounter, type Counter } from './counter.ts'
import { watching } from './faults.ts'

test.describe('the chip that tells where the scans are', () => {
  let ana: Counter

  test.beforeAll(async () => {
    test.setTimeout(180_000)
    ana = await openCounter()
    await ana.scan(1)
    await ana.settles()
  })
  test.afterAll(() => ana?.dispose())

  test('[ST1] EXEC-12 at no moment says that all is sent beside a scan that is not', async () => {
    const page = ana.page()
    await page.evaluate(WATCH_CHIP)
    for (let time = 0; time < 5; time += 1) {
      // Nothing is sent before the scan is on the screen, so that only “saved” is true of it.
      ana.phone.line.cut()
      await ana.scan(1)
      ana.phone.line.mend()
      await ana.settles()
    }
    const seen = JSON.parse(
      await page.evaluate<string>('JSON.stringify(seenBesideScan)'),
    ) as readonly string[]
    expect(seen).toHaveLength(5)
    expect(seen.filter((words) => words.startsWith('All sent'))).toEqual([])
  })

  test('[OB10] EXEC-12 says that a record is set aside until a manager has decided it', async () => {
    const page = ana.page()
    const { runId, manager } = ana.day
    ana.phone.line.cut()
    await ana.scan(1)
    await spoilNewest(page)
    ana.phone.line.mend()
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await ana.says(/^1 needs attention/)

    const { sessions } = await manager(routes.setAside, { params: { runId } })
    const recordIds = sessions.flatMap(({ records }) => records.map(({ recordId }) => recordId))
    expect(recordIds).toHaveLength(1)
    const body = { recordIds, action: 'leave-out' as const, reason: 'counted again below' }
    await manager(routes.resolveSetAside, { params: { runId }, body })
    const pushes = watching()
    ana.phone.line.disturb(pushes.fault)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await ana.says(/^All sent/)
    expect(pushes.seen.map(({ events }) => events)).toEqual([0])
  })
})

/** Notes what the chip says at the moment in which the card shows another scan. */
const WATCH_CHIP = `
  globalThis.seenBesideScan = []
  let shown = document.querySelector('.cc-scan-card')?.dataset.scan
  new MutationObserver(() => {
    const now = document.querySelector('.cc-scan-card')?.dataset.scan
    if (now === shown) return
    shown = now
    seenBesideScan.push(document.querySelector('.cc-sync-chip')?.textContent ?? 'nothing')
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
`

/** Damages the newest record of the phone's log on its disk, so that nobody can read it. */
async function spoilNewest(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onsuccess = () => {
          const writing = opening.result.transaction('log', 'readwrite')
          writing.onerror = () => reject(writing.error ?? new Error('not written'))
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          const reading = writing.objectStore('log').openCursor(null, 'prev')
          reading.onsuccess = () => {
            const newest = reading.result
            const row = newest?.value as { readonly event: object } | undefined
            if (row) newest?.update({ ...row, event: { ...row.event, packUnits: 'twelve' } })
          }
        }
      }),
  )
}
