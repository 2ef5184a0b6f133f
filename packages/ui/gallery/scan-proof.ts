import type { Page } from '@playwright/test'

/** What went wrong while a wedge scanner was played into the scan screen. */
export async function proveScanning(page: Page): Promise<string[]> {
  const problems: string[] = []
  const chip = page.locator('.cc-sync-chip')
  let expected = 7

  async function expectScans(more: number, where: string): Promise<void> {
    expected += more
    const seen = await chip.textContent()
    if (!seen?.includes(` ${expected} `))
      problems.push(`scans ${where}: expected ${expected}, seen “${seen}”`)
  }

  await page.getByText('Scanner ready').waitFor()
  for (let scan = 0; scan < 40; scan += 1) await send(page, '4006381333931')
  await expectScans(40, 'in the field')

  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.focus()
  for (let scan = 0; scan < 10; scan += 1) await send(page, '2012345678906')
  await expectScans(10, 'with the focus on a button')

  await page.getByRole('button', { name: 'Quantity', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await send(page, '4006381333931')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await expectScans(1, 'with a sheet open')

  await page.evaluate(() => {
    const other = document.createElement('textarea')
    document.body.append(other)
    other.focus()
  })
  await page.getByText('Tap to scan').waitFor()
  await send(page, '4006381333931')
  await expectScans(0, 'typed into another field')
  await page.evaluate(() => document.querySelector('body > textarea')?.remove())
  await page.getByText('Scanner ready').waitFor()

  await page.getByRole('button', { name: 'Type a barcode' }).click()
  await page.keyboard.type('1')
  await page.keyboard.press('Enter')
  await expectScans(1, 'of a short code typed by hand')
  return [...problems, ...(await smallTargets(page))]
}

/** A code as a scanner sends it: no pause between the keys, Enter at the end. */
async function send(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}

/** Everything that is pressed while counting is at least 56 px high; the strip at the top has 44. */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button')].flatMap((button) => {
      const { height } = button.getBoundingClientRect()
      const least = button.closest('header') ? 44 : 56
      return height > 0 && height < least ? [`${button.textContent || button.title}: ${height} px high`] : []
    }),
  )
}
