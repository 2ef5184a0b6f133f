import { readFile } from 'node:fs/promises'
import { routes, type Call, type RunProgress } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import { expect, type Page } from '@playwright/test'
import { giveUp, type Product } from './books.ts'
import { matchByKeys } from './keyboard.ts'
import type { Product as RunningProduct } from './product.ts'
import { signedIn } from './signed-in.ts'
import { UNKNOWN_CODE, type Line } from './shelf.ts'

type Session = RunProgress['areas'][number]['sessions'][number]

export function allSessions(progress: RunProgress): readonly Session[] {
  return progress.areas.flatMap(({ sessions }) => sessions)
}

export function sessionOf(progress: RunProgress, area: string): Session | undefined {
  return progress.areas.find(({ areaName }) => areaName === area)?.sessions[0]
}

/** Looks at the run until it is as asked; answers it as it was then. */
export async function progressUntil(
  call: Call,
  runId: RunId,
  asked: (progress: RunProgress) => boolean,
  timeout = 60_000,
): Promise<RunProgress> {
  let progress = await call(routes.progress, { params: { runId } })
  await expect
    .poll(
      async () => {
        progress = await call(routes.progress, { params: { runId } })
        return asked(progress)
      },
      { timeout },
    )
    .toBe(true)
  return progress
}

/** Every line that differs carries its cost: unit cost times variance, exactly, where the unit cost is known. */
export async function expectCosts(call: Call, runId: RunId): Promise<void> {
  const { lines } = await call(routes.review, {
    params: { runId },
    query: { status: 'all', show: 'differing', limit: '500' },
  })
  const known = lines.filter(({ unitCostMicros }) => unitCostMicros !== null)
  expect(known.length).toBeGreaterThan(0)
  for (const line of known) {
    const exact = (BigInt(line.unitCostMicros ?? 0) * BigInt(line.varianceMilli)) / 1000n
    const told = BigInt(line.costVarianceMicros ?? 0)
    // The average cost is a value over a quantity, shown here to a millionth: its rounding grows with the pieces.
    const off = told > exact ? told - exact : exact - told
    expect(off <= BigInt(Math.abs(line.varianceMilli)) / 1000n + 1n, line.title).toBe(true)
  }
}

/** Every line of the review that differs: SKU, bin, variance in milli-units. */
export async function differing(call: Call, runId: RunId): Promise<readonly string[]> {
  const { lines } = await call(routes.review, {
    params: { runId },
    query: { status: 'all', show: 'differing', limit: '500' },
  })
  return lines
    .map(
      ({ sku, title, locationCode, varianceMilli }) =>
        `${sku ?? title} ${locationCode ?? ''} ${varianceMilli}`,
    )
    .toSorted()
}

export async function matchUnknown(
  desk: Page,
  origin: string,
  runId: RunId,
  product: Product | undefined,
): Promise<void> {
  if (!product) throw new Error('no unknown code was planted')
  await desk.goto(`${origin}/console/runs/${runId}/codes`)
  await expect(desk.getByRole('heading', { name: UNKNOWN_CODE })).toBeVisible()
  await matchByKeys(desk, product.sku)
  await expect(desk.getByRole('heading', { name: UNKNOWN_CODE })).toHaveCount(0)
}

export async function approveAll(desk: Page, origin: string, runId: RunId): Promise<void> {
  await desk.goto(`${origin}/console/runs/${runId}/review`)
  await desk.getByRole('checkbox', { name: 'Select all rows shown' }).check()
  await desk.getByRole('button', { name: 'Approve' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('Reason').selectOption({ index: 1 })
  await dialog.getByLabel('Note').fill('counted twice by hand')
  await dialog.getByRole('button', { name: /^Approve \d+ lines?$/ }).click()
  await expect(dialog).toBeHidden()
  await expect(desk.getByText('Nothing is open')).toBeVisible()
}

/** Who counted, where, when and on which device can be read from each session's history; who decided, from the audit log. */
export async function expectHistory(call: Call, runId: RunId, facilityId: FacilityId): Promise<void> {
  const progress = await call(routes.progress, { params: { runId } })
  for (const { sessionId, personName } of allSessions(progress)) {
    const history = await call(routes.sessionHistory, { params: { sessionId } })
    const submitted = history.statuses.find(({ status, item }) => status === 'submitted' && item === null)
    expect(submitted).toMatchObject({ by: personName, device: expect.stringMatching(/.+/) })
  }
  const { rows } = await call(routes.audit, { query: { facilityId } })
  expect(rows.map(({ actor }) => actor)).toContainEqual(expect.stringContaining('Dmitri'))
}

/** A manager takes an accepted adjustment back on the screen; the book is as before, and both stand in the list. */
export async function reverseOne(
  desk: Page,
  call: Call,
  { origin, dataDir }: Pick<RunningProduct, 'origin' | 'dataDir'>,
  facilityId: FacilityId,
): Promise<void> {
  const listed = async () => (await call(routes.proposals, { query: { status: 'accepted' } })).proposals
  const wrong = (await listed()).find(({ documentId }) => documentId !== null)
  if (!wrong) throw new Error('nothing was accepted')
  const { proposalId, productId, title, deltaMilli } = wrong
  const onHand = async () => {
    const card = await call(routes.stockCard, { params: { facilityId, productId }, query: {} })
    return card.positions.reduce((sum, position) => sum + position.onHandMilli, 0)
  }
  const before = await onHand()
  await desk.goto(`${origin}/console/proposals`)
  await desk
    .getByRole('button', { name: `Reverse: ${title}` })
    .first()
    .click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Ask for the reversal' }).click()
  await expect(dialog.getByText('Choose a reason.')).toBeVisible()
  await dialog.getByLabel('Reason').selectOption({ index: 1 })
  await dialog.getByLabel('What was wrong').fill('the wrong shelf was counted')
  await dialog.getByRole('button', { name: 'Ask for the reversal' }).click()
  await expect(dialog).toBeHidden()
  // Nobody approves what they asked for: HQ does.
  const asked = desk.getByText('Reversal asked for by Dmitri Vale').filter({ visible: true })
  await expect(asked.first()).toBeVisible()
  await expect(desk.getByRole('button', { name: `Approve the reversal: ${title}` })).toHaveCount(0)
  const hq = await signedIn(origin, 'maya')
  await hq.call(routes.answerReversal, { params: { proposalId }, body: { outcome: 'approved', note: '' } })
  await expect(desk.getByRole('row').filter({ hasText: /Reverses \S/ })).toContainText('Accepted', {
    timeout: 30_000,
  })
  await expect(desk.getByRole('row').filter({ hasText: /Reversed ·/ })).toContainText(title)
  const reversed = (await listed()).filter(
    ({ reverses, reversedBy }) => reverses !== null || reversedBy !== null,
  )
  expect(reversed.map((one) => one.deltaMilli).toSorted((a, b) => a - b)).toEqual(
    [deltaMilli, -deltaMilli].toSorted((a, b) => a - b),
  )
  expect(reversed.find(({ reverses }) => reverses !== null)?.reverses?.proposalId).toBe(proposalId)
  expect(await onHand()).toBe(before - deltaMilli)

  // Given up although it was booked: a person tries again, and what the books say of it is looked up.
  await giveUp(dataDir, reversed.find(({ reverses }) => reverses !== null)?.proposalId)
  const row = desk.getByRole('row').filter({ hasText: /Reverses \S/ })
  await expect(row).toContainText('Failed', { timeout: 30_000 })
  await row.getByRole('button', { name: `Try again: ${title}` }).click()
  await expect(row).toContainText('Accepted', { timeout: 30_000 })
  expect(await onHand()).toBe(before - deltaMilli)
}

/** The auditor's two buttons: the log is as it was written, and all of it can be saved. */
export async function seeAuditProof(desk: Page, origin: string, facilityId: FacilityId): Promise<void> {
  await desk.goto(`${origin}/console/audit?facility=${facilityId}`)
  await desk.getByRole('button', { name: 'Verify the log' }).click()
  const verdict = await desk.getByText(/^All \d+ entries are as they were written$/).textContent()
  const saving = desk.waitForEvent('download')
  await desk.getByRole('button', { name: 'Export as CSV' }).click()
  const table = await readFile(await (await saving).path(), 'utf8')
  // One line for the names of the columns; a reason may go over several.
  expect(table.split(/\r?\n(?=\d+,\d{4}-)/)).toHaveLength(1 + Number(/\d+/.exec(verdict ?? '')?.[0]))
}

/** The card of an item that was adjusted tells the count and the adjustment, with who decided it. */
export async function seeStockCard(
  desk: Page,
  origin: string,
  facilityId: FacilityId,
  lines: readonly Line[],
): Promise<void> {
  const line = lines.find(({ how }) => how === 'case')
  if (!line) throw new Error('no case was planted')
  await desk.goto(`${origin}/console/stock/${facilityId}/${line.product.productId}`)
  await expect(desk.getByRole('row', { name: /Count adjustment/ }).first()).toContainText('Dmitri')
  await expect(desk.getByRole('row', { name: /Physical count/ }).first()).toContainText(line.bin)
}
