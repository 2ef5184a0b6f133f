import { expect, type Page } from '@playwright/test'
import type { Product } from './books.ts'
import { captured, countBySku, expectCounted, savedOnDevice, scan, setQuantity, type Phone } from './phone.ts'
import { areaOfRun } from './planning.ts'
import { UNKNOWN_CODE, codeOf, type Line } from './shelf.ts'

/** More pieces than this are scanned once and keyed. */
const SCANNED_ONE_BY_ONE = 12

/** Somebody who counts one area is not let into another; they are shown the way back. */
export async function isHeldTo(page: Page, counting: string, other: string): Promise<void> {
  await page.getByRole('button', { name: 'My areas' }).click()
  await page.getByRole('link', { name: areaOfRun(other) }).click()
  await expect(page.getByText(`You are counting ${counting}`)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start counting' })).toHaveCount(0)
  await page.getByRole('button', { name: `Go to ${counting}` }).click()
  await page.getByRole('button', { name: 'Continue counting' }).click()
  await expect(page.getByLabel('Scan or type barcode')).toBeVisible()
}

/** Pauses, and goes on where it was. */
export async function pauseAndResume(page: Page, area: string): Promise<void> {
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('link', { name: areaOfRun(area) }).click()
  await expect(page.getByText('Paused')).toBeVisible()
  await page.getByRole('button', { name: 'Continue counting' }).click()
  await expect(page.getByLabel('Scan or type barcode')).toBeVisible()
}

/** From my areas into the count of one. */
export async function startCounting(page: Page, area: string): Promise<void> {
  await page.getByRole('link', { name: areaOfRun(area) }).click()
  await page.getByRole('button', { name: 'Start counting' }).click()
  await expect(page.getByLabel('Scan or type barcode')).toBeVisible()
}

/** Counts lines as a person would: the bin's label, then what lies in it. */
export async function countLines(page: Page, lines: readonly Line[]): Promise<void> {
  let bin = ''
  for (const line of lines) {
    if (line.bin !== bin) {
      bin = line.bin
      await scan(page, `LOC:${bin}`)
      await expect(page.getByRole('button', { name: `Bin ${bin}` })).toBeVisible()
    }
    await countLine(page, line)
  }
}

async function countLine(page: Page, line: Line): Promise<void> {
  const { product, how, truthMilli, code } = line
  if (how === 'never') return
  if (how === 'zero' || code === null) return countBySku(page, product.sku, text(truthMilli))
  const pieces = how === 'case' ? line.onHandMilli : how === 'unknown' ? truthMilli - 1000 : truthMilli
  await countPieces(page, product, code, pieces)
  if (how === 'case') await scan(page, caseCode(product))
  if (how === 'unknown') {
    await scan(page, UNKNOWN_CODE)
    await expect(page.getByText('Saved as it is.')).toBeVisible()
    return
  }
  if (how === 'undo') {
    await scan(page, code)
    await expectCounted(page, text(truthMilli + 1000))
    await page.getByRole('button', { name: 'Undo' }).click()
  }
  await expectCounted(page, text(truthMilli))
}

/** Scans every piece, or one and then keys how many there are. */
async function countPieces(page: Page, product: Product, code: string, milli: number): Promise<void> {
  if (milli % 1000 === 0 && milli <= SCANNED_ONE_BY_ONE * 1000) {
    for (let piece = 0; piece < milli / 1000; piece += 1) await scanPiece(page, product, code)
    return
  }
  await scanPiece(page, product, code)
  await setQuantity(page, text(milli))
}

/** A code that two products share asks once which one is meant. */
async function scanPiece(page: Page, product: Product, code: string): Promise<void> {
  await captured(page, () => scan(page, code))
  if ((await page.locator('.cc-scan-card').getAttribute('data-result')) !== 'ambiguous') return
  await page.getByRole('button', { name: 'Choose the item' }).click()
  const choices = page.getByRole('dialog')
  // What was chosen is an event of its own: the card of the next scan must not be taken for the choice's.
  await captured(page, () => choices.getByRole('button', { name: new RegExp(product.sku) }).click())
  await expect(choices).toBeHidden()
}

/**
 * Scans one item again and again and kills the browser in the midst of it. Answers the events that the device had
 * confirmed before; the phone is back in its count afterwards, on the quantity it had before.
 */
export async function diesWhileScanning(phone: Phone, line: Line | undefined): Promise<readonly string[]> {
  const code = line?.code
  if (!line || !code) throw new Error('there is no plain line to scan')
  const page = phone.page()
  const path = new URL(page.url()).pathname
  await scan(page, `LOC:${line.bin}`)
  for (let more = 1; more <= 5; more += 1) {
    await scan(page, code)
    await expectCounted(page, text(line.truthMilli + more * 1000))
  }
  const saved = await savedOnDevice(page)
  const typing = page.keyboard.type(`${code}\n${code}\n${code}\n`).catch(() => undefined)
  await phone.die()
  await typing
  await phone.openPage(path)
  await expect(phone.page().getByLabel('Scan or type barcode')).toBeVisible()
  await scan(phone.page(), `LOC:${line.bin}`)
  await scan(phone.page(), code)
  await setQuantity(phone.page(), text(line.truthMilli))
  await expectCounted(phone.page(), text(line.truthMilli))
  return saved
}

function caseCode(product: Product): string {
  const most = Math.max(...product.codes.map(([, packUnits]) => packUnits))
  return codeOf(product.codes, (packUnits) => packUnits === most) ?? ''
}

/** Plain text of a quantity, as it is keyed and as the card shows it. */
function text(milli: number): string {
  return String(milli / 1000)
}
