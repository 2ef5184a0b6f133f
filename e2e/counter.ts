import { routes } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { expect, type Page } from '@playwright/test'
import { heldByServer } from './books.ts'
import { planCountDay, type CountDay } from './count-day.ts'
import { startCounting } from './counting.ts'
import { signIn } from './people.ts'
import { OUTDOOR, areaOfRun } from './planning.ts'
import { expectCounted, openPhone, savedOnDevice, scan, type Phone } from './phone.ts'
import { startProduct, type Product } from './product.ts'
import { codeOf } from './shelf.ts'

/** Ana, counting one product over and over on one phone of one store, whatever becomes of the network meanwhile. */
export interface Counter {
  readonly product: Product
  readonly phone: Phone
  readonly day: CountDay
  readonly page: () => Page
  /** Scans as often as told, each one shown as counted before the next. */
  readonly scan: (times: number) => Promise<void>
  /** Every event that was saved on the phone. */
  readonly saved: () => Promise<readonly string[]>
  /** From my areas back into the count. */
  readonly resume: () => Promise<void>
  /** Opens the app anew and goes back into the count. */
  readonly reopen: () => Promise<void>
  /** Every event that the server holds of this phone's sessions, as `eventText` has it. */
  readonly held: () => Promise<readonly string[]>
  /** What the chip says. */
  readonly says: (words: RegExp) => Promise<void>
  /** The network is said to be back; everything is sent, and on the server exactly once, field by field; the figures are what was scanned. */
  readonly settles: () => Promise<void>
  readonly dispose: () => Promise<void>
}

export async function openCounter(): Promise<Counter> {
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  const page = () => phone.page()
  const day = await planCountDay(product.origin, 'Three corners of Harbor Street', [[OUTDOOR, 'ana']])
  const catalogue = await day.manager(routes.catalogue, { params: { facilityId: day.facilityId }, query: {} })
  const codes = catalogue.products.filter(({ tracking, decimals }) => tracking === 'none' && !decimals)
  const code = codes.map((each) => codeOf(each.codes, (units) => units === 1)).find((each) => each !== null)
  await phone.openPage('/store/')
  await signIn(page(), 'ana@quillmere.example')
  await startCounting(page(), OUTDOOR)
  let counted = 0

  const held = async (): Promise<readonly string[]> => {
    const sessions = new Set((await savedOnDevice(page())).map((event) => event.split(' ')[0] as SessionId))
    return heldByServer(product.dataDir, [...sessions])
  }
  const resume = async (): Promise<void> => {
    await page()
      .getByRole('link', { name: areaOfRun(OUTDOOR) })
      .click()
    await page().getByRole('button', { name: 'Continue counting' }).click()
    await expect(page().getByLabel('Scan or type barcode')).toBeVisible()
  }
  const says = (words: RegExp) =>
    expect(page().locator('.cc-sync-chip')).toHaveText(words, { timeout: 20_000 })
  return {
    product,
    phone,
    day,
    page,
    scan: async (times) => {
      for (let time = 0; time < times; time += 1) {
        await scan(page(), code ?? '')
        counted += 1
        await expectCounted(page(), String(counted))
      }
    },
    saved: () => savedOnDevice(page()),
    reopen: async () => {
      await phone.openPage('/store/')
      await resume()
    },
    resume,
    held,
    says,
    settles: async () => {
      await page().evaluate(() => dispatchEvent(new Event('online')))
      await expect.poll(held, { timeout: 20_000 }).toEqual(await savedOnDevice(page()))
      await says(/^All sent/)
      const { areas } = await day.manager(routes.progress, { params: { runId: day.runId } })
      const units = areas.flatMap(({ sessions }) => sessions).map(({ unitsMilli }) => unitsMilli)
      expect(units).toEqual([counted * 1000])
    },
    dispose: async () => {
      await phone.dispose()
      await product.dispose()
    },
  }
}
