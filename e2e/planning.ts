import { routes, type Call } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import { expect, type Page } from '@playwright/test'

export const OUTDOOR = 'Outdoor wall'
export const PANTRY = 'Pantry corner'
export const CLOTHING = 'Clothing and boots'
const RUN = 'Three corners of Harbor Street'

/** The link to an area on the phone: areas of other runs have the same name. */
export function areaOfRun(area: string): RegExp {
  return new RegExp(`${area}.*${RUN}|${RUN}.*${area}`, 's')
}

/** The manager plans a count of the whole store and gives three of its areas away. */
export async function planRun(
  desk: Page,
  call: Call,
): Promise<{ readonly runId: RunId; readonly facilityId: FacilityId }> {
  await desk.getByRole('link', { name: 'Plan a count' }).click()
  await desk.getByLabel('Name').fill(RUN)
  await desk.getByRole('button', { name: 'Plan the count' }).click()
  for (const [area, person] of [
    [OUTDOOR, 'Ana'],
    [PANTRY, 'Ana'],
    [CLOTHING, 'Ben'],
  ] as const) {
    await give(desk, area, person)
    await expect(desk.getByRole('row', { name: new RegExp(area) })).toContainText(person)
  }
  // The same area to a second person: refused, and said why.
  await give(desk, OUTDOOR, 'Ben')
  await expect(desk.getByRole('region', { name: 'Assign' }).getByRole('alert')).toContainText(
    'Nothing was assigned.',
  )
  const { runs } = await call(routes.listRuns, {})
  const run = runs.find(({ name }) => name === RUN)
  if (!run) throw new Error('the run that was planned is not listed')
  return { runId: run.runId, facilityId: run.facilityId }
}

async function give(desk: Page, area: string, person: string): Promise<void> {
  await desk.getByRole('checkbox', { name: new RegExp(area) }).check()
  const choice = desk.getByLabel('Person')
  const name = await choice.locator('option', { hasText: person }).first().getAttribute('value')
  await choice.selectOption(name)
  await desk.getByRole('button', { name: 'Assign', exact: true }).click()
}
