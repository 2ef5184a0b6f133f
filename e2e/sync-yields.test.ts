import { expect, test } from '@playwright/test'
import { openCounter } from './counter.ts'
import { watching } from './faults.ts'

const WAITING = 3_000
const SCANS = 40

test('SYNC-5 while thousands of scans are sent and a whole catalogue arrives, each scan is shown as ever', async () => {
  test.setTimeout(180_000)
  const ana = await openCounter()
  const page = () => ana.page()
  try {
    await ana.scan(1)
    await ana.settles()
    ana.phone.line.cut()
    await ana.scan(1)
    await page().getByRole('button', { name: 'My areas' }).click()
    await page().evaluate(fillOutbox, WAITING)
    ana.phone.line.mend()

    const pushes = watching()
    const began = Promise.withResolvers<void>()
    let pages = 0
    ana.phone.line.disturb((asked, answer, pass) => {
      const isCatalogue = asked.url?.includes('/catalogue')
      if (isCatalogue) pages += 1
      void (isCatalogue ? began.promise : Promise.resolve()).then(() => pushes.fault(asked, answer, pass))
    })
    await page().getByRole('button', { name: 'Refresh' }).click()
    await expect.poll(() => pages).toBe(1)
    await ana.resume()
    await page().evaluate(WATCH_SCANS)
    began.resolve()
    await page().evaluate(() => dispatchEvent(new Event('online')))
    for (let at = 0; at < SCANS; at += 1) {
      await page().keyboard.type('SCANNED-MEANWHILE')
      await page().keyboard.press('Enter')
      await expect.poll(() => page().evaluate('waited.length')).toBe(at + 1)
    }
    const waited = (await page().evaluate<readonly number[]>('waited')).toSorted((a, b) => a - b)
    // How fast is for the benches, on a machine that does nothing else; who waits for the sync waits for seconds, on any.
    expect(waited[SCANS / 2]).toBeLessThan(150)
    expect(waited[Math.floor(SCANS * 0.95)]).toBeLessThan(1_000)
    await expect.poll(ana.held, { timeout: 30_000 }).toEqual(await ana.saved())
    expect(pages).toBeGreaterThan(1)
    // A busy machine may answer one too late, and it is sent again; each scan is on the server once, as above.
    expect(pushes.seen.filter(({ events }) => events === 500).length).toBeGreaterThanOrEqual(WAITING / 500)
  } finally {
    await ana.dispose()
  }
})

/** Notes for each scan how long it took from the key that ended it to the card that shows it, ms. */
const WATCH_SCANS = `
  globalThis.waited = []
  let ended = 0
  addEventListener('keydown', (event) => { if (event.key === 'Enter') ended = event.timeStamp }, true)
  let shown
  new MutationObserver(() => {
    const now = document.querySelector('.cc-scan-card')?.dataset.scan
    if (now === shown) return
    shown = now
    waited.push(performance.now() - ended)
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-scan'] })
`

interface LogRow {
  readonly scanId: string
  readonly deviceSeq: number
  readonly event: object
}

interface Facility {
  readonly catalogue: object
}

/** On the page: the last scan, as if it had been made so many times more, and a catalogue that has to come once more. */
function fillOutbox(times: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('cyclecount')
    opening.onsuccess = () => {
      const writing = opening.result.transaction(['log', 'sessions', 'facilities'], 'readwrite')
      writing.onerror = () => reject(writing.error ?? new Error('not written'))
      writing.oncomplete = () => {
        opening.result.close()
        resolve()
      }
      const log = writing.objectStore('log')
      const newest = log.openCursor(null, 'prev')
      newest.onsuccess = () => {
        const row = newest.result?.value as LogRow
        for (let at = 1; at <= times; at += 1) {
          const scanId = row.scanId.slice(0, -6) + at.toString(16).padStart(6, '0')
          const deviceSeq = row.deviceSeq + at
          log.put({ ...row, scanId, deviceSeq, event: { ...row.event, scanId, deviceSeq } })
        }
        change('sessions', (session) => ({ ...session, last: row.deviceSeq + times }))
        change('facilities', (facility) => ({
          ...facility,
          catalogue: { ...facility.catalogue, version: 0 },
        }))
      }
      const change = (table: string, how: (row: Facility) => object): void => {
        const first = writing.objectStore(table).openCursor()
        first.onsuccess = () => first.result?.update(how(first.result.value as Facility))
      }
    }
  })
}
