import { expect, test } from '@playwright/test'
import { openCounter } from './counter.ts'
import { signIn } from './people.ts'
import { captured, scan } from './phone.ts'
import { meetingPhotos, photosOnDevice, photosOnServer, pictureOf } from './photo-line.ts'
import { UNKNOWN_CODE } from './shelf.ts'

test('EXEC-5 SYNC-1 [PH1] [PH2] [PH3] [PB1] [PB4] a photo waits behind the scans, is torn, slow and killed in the middle, and arrives once, byte for byte', async ({
  page: desk,
}) => {
  test.setTimeout(240_000)
  const ana = await openCounter()
  const { phone, product, day } = ana
  try {
    await ana.scan(1)
    await ana.says(/^All sent/)
    await phone.goOffline()
    await captured(ana.page(), () => scan(ana.page(), UNKNOWN_CODE))
    const picture = await pictureOf(ana.page())
    await ana
      .page()
      .locator('input[type=file]')
      .setInputFiles({ name: 'shelf.png', mimeType: 'image/png', buffer: picture })
    await expect(ana.page().getByText('The photo is saved on this device.')).toBeVisible()
    await expect(ana.page().getByRole('button', { name: '1 photo · another' })).toBeVisible()
    await ana.scan(3)
    const [photo, ...others] = await photosOnDevice(ana.page())
    expect(others).toEqual([])
    expect(photo?.sum).toBe(photo?.sha256)
    expect(photo?.bytes).toBeGreaterThan(100_000)
    expect(photo?.bytes).toBeLessThanOrEqual(1_048_576)

    await test.step('the network is back, and tears the photo: every scan was on the server before it left', async () => {
      const all = await ana.saved()
      const { fault, tries } = meetingPhotos(['cut', 'slow'], ana.held)
      phone.line.disturb(fault)
      await phone.goOnline()
      await expect.poll(() => tries.at(0)?.ended, { timeout: 20_000 }).toBe('cut')
      expect(tries[0]?.held).toEqual(all)
      await ana.says(/^All sent/)
      await ana.page().locator('.cc-sync-chip').click()
      await expect(ana.page().getByText('1 photo waiting')).toBeVisible()
      await ana.page().keyboard.press('Escape')

      await desk.goto(`${product.origin}/console/`)
      await signIn(desk, 'dmitri@quillmere.example')
      await desk.goto(`${product.origin}/console/runs/${day.runId}/codes`)
      await expect(desk.getByText('The photo has not arrived yet')).toBeVisible()

      await expect.poll(() => tries.length, { timeout: 30_000 }).toBe(2)
      await ana.scan(2)
      await ana.says(/^All sent/)
      expect(await ana.held()).toEqual(await ana.saved())
      expect(tries.map(({ ended }) => ended)).toEqual(['cut', null])
      expect(await photosOnServer(product.dataDir)).toEqual([])
      await phone.die()
    })

    await test.step('after the kill it arrives once, as it was kept, and the manager sees it', async () => {
      const { fault, tries } = meetingPhotos([], ana.held)
      phone.line.disturb(fault)
      await ana.reopen()
      await expect.poll(() => photosOnServer(product.dataDir), { timeout: 30_000 }).toEqual([photo])
      await ana.page().locator('.cc-sync-chip').click()
      await expect(ana.page().getByText('Every scan on this device is on the server.')).toBeVisible()
      await expect(ana.page().getByText('1 photo waiting')).toHaveCount(0)
      expect(tries.map(({ ended }) => ended)).toEqual([200])
      expect(await photosOnDevice(ana.page())).toEqual([photo])
      const shown = desk.getByRole('img', { name: `Photo 1 of 1 of ${UNKNOWN_CODE}` })
      await expect(shown).toBeVisible({ timeout: 20_000 })
      const size = await shown.evaluate((image) =>
        image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : [],
      )
      expect(size).toEqual([1600, 1200])
    })
  } finally {
    await ana.dispose()
  }
})
