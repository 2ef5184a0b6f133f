import type { SessionId } from '@cyclecount/domain'
import { expect, test, type Page } from '@playwright/test'
import { heldByServer } from './books.ts'
import { openCounter, type Counter } from './counter.ts'
import { signIn } from './people.ts'
import { captured, scan } from './phone.ts'
import { losePhotos, meetingPhotos, photosOnDevice, photosOnServer, pictureOf } from './photo-line.ts'

const CODES = ['8800112233445', '8800112233452', '8800112233469'] as const

/** Photos of one phone, behind the scans of one count. */
test.describe.serial('photos behind the scans', () => {
  let ana: Counter
  test.beforeAll(async () => {
    test.setTimeout(120_000)
    ana = await openCounter()
  })
  test.afterAll(() => ana.dispose())

  /** Scans a code that nobody knows and takes a photo of what carries it. */
  async function photograph(code: string): Promise<void> {
    const page = ana.page()
    await captured(page, () => scan(page, code))
    const picture = { name: 'shelf.png', mimeType: 'image/png', buffer: await pictureOf(page) }
    await page.locator('input[type=file]').setInputFiles(picture)
    await expect(page.getByRole('button', { name: '1 photo: take another' })).toBeVisible()
  }

  async function sheetSays(words: string | RegExp): Promise<void> {
    await ana.page().locator('.cc-sync-chip').click()
    await expect(ana.page().getByText(words)).toBeVisible()
    await ana.page().keyboard.press('Escape')
  }

  async function atDesk(desk: Page, tab: string): Promise<void> {
    await desk.goto(`${ana.product.origin}/console/`)
    await signIn(desk, 'dmitri@quillmere.example')
    await desk.goto(`${ana.product.origin}/console/runs/${ana.day.runId}/${tab}`)
  }

  test('EXEC-5 SYNC-1 [PH1] [PH2] [PH3] [PB1] [PB4] torn, slow and killed in the middle, a photo arrives once, byte for byte, behind every scan', async ({
    page: desk,
  }) => {
    const { phone, product } = ana
    await phone.goOffline()
    await photograph(CODES[0])
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
      await sheetSays('1 photo waiting')
      await atDesk(desk, 'codes')
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
      await sheetSays('Every scan on this device is on the server.')
      await expect(ana.page().getByText('1 photo waiting')).toHaveCount(0)
      expect(tries.map(({ ended }) => ended)).toEqual([200])
      expect(await photosOnDevice(ana.page())).toEqual([photo])
      const shown = desk.getByRole('img', { name: `Photo 1 of 1 of ${CODES[0]}` })
      await expect(shown).toBeVisible({ timeout: 20_000 })
      const size = await shown.evaluate((image) =>
        image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : [],
      )
      expect(size).toEqual([1600, 1200])
    })
  })

  test('SYNC-4 [PH2] [PH9] the page is closed: the worker sends the scans, and then the photo; lost on the server, both come again', async () => {
    const { phone, product } = ana
    await phone.goOffline()
    await photograph(CODES[1])
    await ana.scan(1)
    const [all, photos] = [await ana.saved(), await photosOnDevice(ana.page())]
    // Without a page there is none to ask for its sessions.
    const sessions = [...new Set(all.map((event) => event.split(' ')[0] as SessionId))]
    const { fault, tries } = meetingPhotos([], () => heldByServer(product.dataDir, sessions))
    phone.line.disturb(fault)
    await phone.closePage()
    await phone.goOnline()
    await expect.poll(async () => (await photosOnServer(product.dataDir)).length, { timeout: 60_000 }).toBe(2)
    expect(tries[0]?.held).toEqual(all)
    await losePhotos(product.dataDir)
    await ana.reopen()
    await expect.poll(async () => (await photosOnServer(product.dataDir)).length, { timeout: 30_000 }).toBe(2)
    const names = (await photosOnServer(product.dataDir)).map(({ sum }) => sum).toSorted()
    expect(names).toEqual(photos.map(({ sha256 }) => sha256).toSorted())
    phone.line.disturb(null)
  })

  test('EXEC-12 [PH6] [PH8] a photo that is not taken says why, keeps its person here, and comes by file', async ({
    page: desk,
  }) => {
    const { phone, product } = ana
    // A proxy in between that lets nothing large through.
    phone.line.disturb((asked, answer, pass) => {
      if (asked.method !== 'PUT') return pass()
      asked.resume()
      return void answer.writeHead(413).end()
    })
    await photograph(CODES[2])
    await ana.says(/^All sent/)
    await ana.page().getByRole('button', { name: 'My areas' }).click()
    await expect(
      ana.page().getByText('The server did not take 1: The server finds the photo too large.'),
    ).toBeVisible()
    await ana.page().getByRole('button', { name: 'Settings' }).click()
    await ana.page().getByRole('button', { name: 'Sign out' }).click()
    await expect(ana.page().getByText('1 photo is neither sent nor saved to a file')).toBeVisible()
    const downloading = ana.page().waitForEvent('download')
    await ana.page().getByRole('button', { name: 'Export file' }).click()
    const file = await (await downloading).path()
    await expect(ana.page().getByText('1 photo is neither sent nor saved to a file')).toHaveCount(0)

    await atDesk(desk, 'set-aside')
    await desk.getByLabel('File of unsent scans').setInputFiles(file)
    await desk.getByRole('button', { name: 'Take in 0 records and 1 photo' }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByRole('textbox').fill('the proxy takes nothing large')
    await dialog.getByRole('button', { name: /^Take in/ }).click()
    await expect(desk.getByText('Nothing was new, 1 photo taken in').first()).toBeVisible()
    const names = (await photosOnServer(product.dataDir)).map(({ sum }) => sum).toSorted()
    expect(names).toEqual((await photosOnDevice(ana.page())).map(({ sha256 }) => sha256).toSorted())
    await desk.goto(`${product.origin}/console/runs/${ana.day.runId}/codes`)
    await expect(desk.getByRole('img')).toHaveCount(3)

    phone.line.disturb(null)
    await ana.page().goto(`${product.origin}/store/`)
    await expect(ana.page().getByRole('heading', { name: 'My areas' })).toBeVisible()
    await expect(ana.page().getByText(/photo waiting|did not take/)).toHaveCount(0)
  })
})
