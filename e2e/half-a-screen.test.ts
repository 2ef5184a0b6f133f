import { expect, test } from '@playwright/test'
import { planCountDay } from './count-day.ts'
import { startCounting } from './counting.ts'
import { signInAtOnce } from './people.ts'
import { expectCounted, openPhone, scan } from './phone.ts'
import { OUTDOOR } from './planning.ts'
import { startProduct } from './product.ts'
import { UNKNOWN_CODE } from './shelf.ts'

test('EXEC-1 EXEC-2 a part of the screen that the network did not bring keeps nobody from counting, and follows', async () => {
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  const page = phone.page()
  let refused = 0
  try {
    await planCountDay(product.origin, 'Three corners of Harbor Street', [[OUTDOOR, 'ana']])
    phone.line.disturb((asked, answer, pass) => {
      if (!/\/(count-sheets|count-lists|photo-button)-/.test(asked.url ?? '')) return pass()
      refused += 1
      return void answer.destroy()
    })
    await phone.openPage('/store/')
    await signInAtOnce(page, 'ana@quillmere.example')
    await expect(page.getByText('Not ready to go offline yet')).toBeVisible()
    await startCounting(page, OUTDOOR)
    await scan(page, UNKNOWN_CODE)
    await expectCounted(page, '1')
    await expect.poll(() => refused).toBeGreaterThan(2)
    await page.getByRole('button', { name: 'Quantity', exact: true }).click()
    await scan(page, UNKNOWN_CODE)
    await expectCounted(page, '2')
    phone.line.disturb(null)
    await expect(page.getByRole('region', { name: 'Lists of this count' })).toBeVisible({ timeout: 20_000 })
    await expect(page.getByRole('button', { name: 'Take photo' })).toBeVisible({ timeout: 20_000 })
  } finally {
    await phone.dispose()
    await product.dispose()
  }
})
