import { readFile } from 'node:fs/promises'
import { routes } from '@cyclecount/contract'
import { expect, type Page } from '@playwright/test'
import type { SignedIn } from './signed-in.ts'

/** HQ reads what the accepted count says of the books, on the screen, behind its chart, as a file and on paper. */
export async function readFigures(page: Page, origin: string, hq: SignedIn): Promise<void> {
  const { rows, total } = await hq.call(routes.figuresAccuracy, { query: { days: '365', by: 'month' } })
  expect(rows.length).toBeGreaterThan(0)
  await page.goto(`${origin}/console/figures`)
  const card = page.locator('.c-figure', {
    has: page.getByRole('heading', { name: 'Record accuracy over time' }),
  })
  await expect(card.locator('svg').first()).toBeVisible()
  await card.getByText('Table: Record accuracy over time').click()
  const table = card.getByRole('table', { name: 'Record accuracy over time' })
  for (const [at, { records }] of rows.entries())
    await expect(
      table
        .getByRole('row')
        .nth(at + 1)
        .getByRole('cell')
        .first(),
    ).toHaveText(`${records}`)
  const coming = page.waitForEvent('download')
  await card.getByRole('button', { name: 'Export as CSV' }).click()
  const [head = '', ...lines] = (await readFile(await (await coming).path(), 'utf8')).trim().split(/\r?\n/)
  const column = head.split(',').indexOf('records')
  expect(lines.map((line) => Number(line.split(',')[column]))).toEqual(
    [...rows, total].map(({ records }) => records),
  )
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('navigation').first()).toBeHidden()
  await expect(table).toBeVisible()
  await page.emulateMedia({ media: null })
}
