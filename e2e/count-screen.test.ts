import { routes } from '@cyclecount/contract'
import { expect, test, type Page } from '@playwright/test'
import { openCounter, type Counter } from './counter.ts'
import { watching } from './faults.ts'
import { expectCounted } from './phone.ts'

test.describe('the screen of a count', () => {
  let ana: Counter

  test.beforeAll(async () => {
    test.setTimeout(180_000)
    ana = await openCounter()
    await ana.scan(1)
    await ana.settles()
  })
  test.afterAll(() => ana?.dispose())

  test('[ST1] EXEC-12 the chip at no moment says that all is sent beside a scan that is not', async () => {
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

  test('EXEC-2 a scanner that sends its keys before the field is there, or in the moment in which it appears, loses none', async () => {
    const page = ana.page()
    await page.addInitScript({ content: SCAN_EARLY_AND_AT_ONCE })
    await page.reload()
    await expectCounted(page, '1')
    await expect
      .poll(async () => codesOf(await ana.saved()))
      .toEqual(expect.arrayContaining(['EARLY', 'AT-ONCE']))
    await ana.says(/^All sent/)
    const codes = codesOf(await ana.held())
    expect(codes.filter((code) => code !== codes[0])).toEqual(['EARLY', 'AT-ONCE'])
  })

  test('EXEC-2 a code changes nothing on the screen before its Enter, also of a slow scanner; what a person types is shown', async () => {
    const page = ana.page()
    const field = page.getByLabel('Scan or type barcode')
    const counted = page.locator('.cc-scan-card[data-scan]')
    await expect(counted).toHaveCount(1)
    const before = await counted.getAttribute('data-scan')
    expect(await page.evaluate<number>(SCAN_SLOWLY)).toBe(0)
    await expect(counted).not.toHaveAttribute('data-scan', before ?? '')
    await page.keyboard.type('TYPED')
    await expect(field).toHaveValue('TYPED')
    await page.keyboard.press('Backspace')
    await expect(field).toHaveValue('TYPE')
    await page.keyboard.type('S')
    await page.keyboard.press('Enter')
    await expect(field).toHaveValue('')
    await ana.says(/^All sent/)
    const held = await ana.held()
    for (const code of ['SLOW-SCANNER', 'TYPES'])
      expect(held.filter((event) => event.includes(` scan ${code} `))).toHaveLength(1)
  })

  test('[OB10] EXEC-12 the chip says that a record is set aside until a manager has decided it', async () => {
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
    const pushes = watching()
    ana.phone.line.disturb(pushes.fault)
    await manager(routes.resolveSetAside, { params: { runId }, body })
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await ana.says(/^All sent/)
    expect(new Set(pushes.seen.map(({ events }) => events))).toEqual(new Set([0]))
  })
})

/**
 * While the app is up and its database is not (another tab tidies up, as it seems), a scanner sends a whole code; the moment the field
 * appears, another one. A code that begins with the app itself might lack its beginning; so the first waits.
 */
const SCAN_EARLY_AND_AT_ONCE = `
  const field = () => document.querySelector('.cc-scan-field input')
  const send = (code) => {
    for (const key of [...code, 'Enter']) {
      const keyCode = key === 'Enter' ? 13 : key.charCodeAt(0)
      document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key, keyCode, bubbles: true, cancelable: true }),
      )
    }
  }
  navigator.locks.request('cyclecount-journal-moving', () => new Promise((tidied) => {
    const next = setInterval(() => {
      if (!document.querySelector('#root > *') || document.querySelector('.s-boot')) return
      clearInterval(next)
      setTimeout(() => {
        if (!field()) send('EARLY')
        tidied()
      }, 300)
    }, 10)
  }))
  const waiting = new MutationObserver(() => {
    if (!field()) return
    waiting.disconnect()
    send('AT-ONCE')
  })
  waiting.observe(document, { subtree: true, childList: true })
`

/** A scanner that leaves 10 ms between its keys. Answers how often the field was written to until the Enter, which would make a frame. */
const SCAN_SLOWLY = `new Promise((resolve) => {
  const field = document.activeElement
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')
  let written = 0
  Object.defineProperty(field, 'value', {
    configurable: true,
    get() { return get.call(this) },
    set(text) { written += 1; set.call(this, text) },
  })
  const keys = [...'SLOW-SCANNER', 'Enter']
  const next = () => {
    const key = keys.shift()
    const keyCode = key === 'Enter' ? 13 : key.charCodeAt(0)
    field.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode, bubbles: true, cancelable: true }))
    if (keys.length > 0) return void setTimeout(next, 10)
    delete field.value
    resolve(written)
  }
  next()
})`

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

/** The codes of these events, as `eventText` has them, in the order of the events. */
function codesOf(events: readonly string[]): readonly string[] {
  return events.flatMap((event) => / scan (?<code>\S+) /.exec(event)?.groups?.['code'] ?? [])
}
