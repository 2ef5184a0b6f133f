import { readFile } from 'node:fs/promises'
import { routes } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { expect, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import type { SignedIn } from './signed-in.ts'

/** HQ writes a rule, is told what it lacks, sees what it would have done with the count that was accepted, and makes it hold. */
export async function makeARule(page: Page, origin: string, hq: SignedIn, runId: RunId): Promise<void> {
  const { lines } = await hq.call(routes.review, { params: { runId }, query: { status: 'all', show: 'all' } })
  const differing = lines.filter(({ varianceMilli }) => varianceMilli !== 0)
  const small = differing.filter(
    ({ varianceMilli, expectedMilli }) => Math.abs(varianceMilli) <= 1000 && expectedMilli > 0,
  )
  await page.goto(`${origin}/console/rules`)
  await page.getByRole('button', { name: 'Make a new version' }).click()
  const gone = page.getByRole('button', { name: /^Remove “/ })
  for (let layers = await gone.count(); layers > 0; layers -= 1) await gone.first().click()
  await page.getByRole('button', { name: 'Add a layer' }).click()
  await page.getByRole('textbox', { name: /^Name/ }).fill('A piece here and there')
  await page.getByLabel('Decide automatically what is within the limits').check()
  for (const side of ['Missing', 'Too much'])
    await page
      .getByRole('group', { name: `${side}: decided automatically up to` })
      .getByLabel('Quantity')
      .fill(side === 'Missing' ? 'one' : '1')
  const save = page.locator('form').getByRole('button', { name: /^Save as version/ })
  await save.click()
  await expect(page.getByText('Some fields cannot be read.')).toBeVisible()
  const missing = page
    .getByRole('group', { name: 'Missing: decided automatically up to' })
    .getByLabel('Quantity')
  await expect(missing).toHaveAccessibleDescription(/Give a number from 0 up/)
  await missing.fill('1')
  await expect(page.getByText('Some fields cannot be read.')).toHaveCount(0)
  await page.getByRole('button', { name: 'Try it on past counts' }).click()
  const tried = page.getByRole('region', { name: 'On past counts' })
  await expect(tried).toContainText(/Would have decided [\d.]+.?% of \d+ lines that differed automatically/)
  const { name } = await hq.call(routes.run, { params: { runId } })
  const row = tried.getByRole('table', { name: 'By count' }).getByRole('row').filter({ hasText: name })
  await expect(row.getByRole('cell').nth(0)).toHaveText(`${differing.length}`)
  await expect(row.getByRole('cell').nth(1)).toHaveText(`${small.length}`)
  await expectAccessible(page, 'a rule and what it would have done')
  await save.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('Nobody looks for one piece')
  await dialog.getByRole('button', { name: /^Save as version/ }).click()
  await expect(page.getByRole('region', { name: 'Notices' }).getByText(/^Version \d+ holds$/)).toBeVisible()
  await expect(page.getByText('What is within the limits is decided automatically')).toBeVisible()
}

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
