import { routes } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import type { Page } from '@playwright/test'
import { signedIn } from './signed-in.ts'

/** Told of every screen as it stands on the page, with what it is. */
export type Look = (page: Page, screen: string) => Promise<void>

/** A manager's screens of counts on paper: a sheet to key and a file of a count, with what is wrong in them. */
export async function lookAtManagers(page: Page, origin: string, runId: RunId, look: Look): Promise<void> {
  await sheetToKey(page, origin, runId, look)
  await fileWithFaults(page, origin, look)
}

/** HQ's screens: what is planned ahead, what holds, and what is delivered. */
export async function lookAtHq(page: Page, origin: string, look: Look): Promise<void> {
  for (const screen of [
    'plans',
    'plans/new',
    'schedules',
    'suggestions',
    'abc',
    'item-sets',
    'rules/parameters',
  ]) {
    await page.goto(`${origin}/console/${screen}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
    await look(page, screen)
  }
  await page.goto(`${origin}/console/rules`)
  await page.getByRole('button', { name: 'Make a new version' }).click()
  await page.getByRole('button', { name: 'Try it on past counts' }).click()
  await page
    .getByRole('region', { name: 'On past counts' })
    .getByText(/Would have decided|No count/)
    .waitFor()
  await look(page, 'a rule and its dry run')
  await page.goto(`${origin}/console/proposals`)
  await page
    .getByRole('button', { name: /^Pause deliveries to / })
    .first()
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause deliveries' }).click()
  await page.getByRole('dialog').locator('[aria-invalid=true]').waitFor()
  await look(page, 'pausing a backend without a reason')
}

/** The form of a printed sheet, as it opens and with everything wrong that can be. */
async function sheetToKey(page: Page, origin: string, runId: RunId, look: Look): Promise<void> {
  const { call } = await signedIn(origin, 'dmitri')
  const { areas } = await call(routes.countSheets, { params: { runId } })
  const [sheet] = areas
  if (!sheet) throw new Error('the run has no sheet')
  await page.goto(`${origin}/console/runs/${runId}/sheets`)
  await page.getByLabel('Number on the sheet').fill(`SHEET:${sheet.number}`)
  await page.getByLabel('Number on the sheet').press('Enter')
  await page.getByRole('button', { name: 'Take the sheet in' }).click()
  await page.locator('[aria-invalid=true]').first().waitFor()
  await look(page, 'a sheet with faults')
}

/** The form of a count made elsewhere with nothing filled in, and what is wrong with the rows of a file. */
async function fileWithFaults(page: Page, origin: string, look: Look): Promise<void> {
  await page.goto(`${origin}/console/runs/count-file`)
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.locator('[aria-invalid=true]').first().waitFor()
  await look(page, 'a count file that is missing')
  await page.getByLabel('Name of the run').fill('By Acme')
  await page.getByRole('textbox', { name: /^Who counted/ }).fill('Acme')
  await page.getByLabel('Counted at').fill('2026-05-04T09:00')
  await page.getByLabel('CSV file').setInputFiles({
    name: 'count.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('sku,quantity,location\nno-such-thing,1,F-1\n,two,nowhere\n'),
  })
  await page.getByRole('button', { name: 'Read the file' }).click()
  await page.getByText('Mend them in the file and choose it again.').waitFor()
  await look(page, 'a count file with faults')
}
