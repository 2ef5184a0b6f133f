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
    ana.phone.line.cut()
    await ana.scan(2)
    const saved = await ana.saved()
    await expectInSecondCopy(page(), saved.slice(-2))
    ana.phone.line.mend()
    await ana.phone.coldStart('/readyz')
    await enrolAnew(page(), ANOTHER_DEVICE)
    await ana.phone.openPage('/store/settings')

    await expect(page().getByText('2 records are left from before')).toBeVisible()
    const saving = page().waitForEvent('download')
    await page().getByRole('region', { name: 'Storage' }).getByRole('button', { name: 'Export file' }).click()
    const file = UnsentFile.parse(JSON.parse(await readFile(await (await saving).path(), 'utf8')))
    expect(file.deviceId).not.toBe(ANOTHER_DEVICE)
    expect(file.sessions.flatMap(({ events }) => events)).toHaveLength(2)
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
