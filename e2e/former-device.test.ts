import { readFile } from 'node:fs/promises'
import { UnsentFile } from '@cyclecount/contract'
import { expect, test, type Page } from '@playwright/test'
import { openCounter } from './counter.ts'
import { expectInSecondCopy } from './second-copy.ts'

const ANOTHER_DEVICE = '019abcde-0000-7000-8000-00000000beef'

test('[JN10] EXEC-12 what a handheld counted before it was enrolled anew is found in its settings, and saved to a file', async () => {
  test.setTimeout(180_000)
  const ana = await openCounter()
  const page = () => ana.page()
  try {
    await ana.scan(1)
    await ana.settles()
    // Nothing is sent any more, and yet the server's other pages can be opened.
    ana.phone.line.disturb((asked, answer, pass) =>
      asked.url?.includes('/api/sync/') ? answer.destroy() : pass(),
    )
    await ana.scan(2)
    const saved = await ana.saved()
    await expectInSecondCopy(page(), saved.slice(-2))
    await ana.phone.coldStart('/readyz')
    await enrolAnew(page(), ANOTHER_DEVICE)
    await ana.phone.openPage('/store/settings')

    // The second copy may not have heard of every acknowledgement: then it holds more than is lacking, never less.
    await expect(page().getByText(/^[2-4] records are left from before/)).toBeVisible()
    const saving = page().waitForEvent('download')
    await page().getByRole('region', { name: 'Storage' }).getByRole('button', { name: 'Export file' }).click()
    const file = UnsentFile.parse(JSON.parse(await readFile(await (await saving).path(), 'utf8')))
    expect(file.deviceId).not.toBe(ANOTHER_DEVICE)
    const ids = JSON.stringify(file.sessions.flatMap(({ events }) => events))
    const unsent = saved.slice(-2).map((event) => event.split(' ')[2] ?? '')
    expect(unsent.filter((scanId) => !ids.includes(scanId))).toEqual([])
  } finally {
    await ana.dispose()
  }
})

/** The database begins anew as another device that is enrolled: its own log is gone. */
function enrolAnew(page: Page, deviceId: string): Promise<void> {
  return page.evaluate(
    (id) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onsuccess = () => {
          const writing = opening.result.transaction(['settings', 'log', 'sessions', 'items'], 'readwrite')
          writing.onerror = () => reject(writing.error ?? new Error('not written'))
          writing.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          for (const name of ['log', 'sessions', 'items']) writing.objectStore(name).clear()
          const settings = writing.objectStore('settings')
          const device = settings.get('device')
          device.onsuccess = () => {
            const row = device.result as { readonly value: object }
            settings.put({ ...row, value: { ...row.value, deviceId: id } })
          }
        }
      }),
    deviceId,
  )
}
