import { readFile } from 'node:fs/promises'
import { routes } from '@cyclecount/contract'
import { fakeId, type DeviceId } from '@cyclecount/domain'
import { expect, test, type Page } from '@playwright/test'
import { planCountDay, type CountDay } from './count-day.ts'
import { countLines, startCounting } from './counting.ts'
import { signIn } from './people.ts'
import { expectCounted, openPhone, scan, type Phone } from './phone.ts'
import { areaOfRun, OUTDOOR, PANTRY } from './planning.ts'
import { startProduct, type Product } from './product.ts'
import { allSessions, progressUntil } from './reviewing.ts'
import { shelves, type Line } from './shelf.ts'

const STOCK_ROOM = 'Stock room upstairs'
const RUN = 'Three corners of Harbor Street'
const TWICE = 'Counted twice'

test.describe('one person, two devices', () => {
  let product: Product
  let day: CountDay
  let first: Phone
  let second: Phone

  test.beforeAll(async () => {
    test.setTimeout(180_000)
    product = await startProduct({ DEMO_SALES: 'off' })
    day = await planCountDay(product.origin, RUN, [
      [OUTDOOR, 'ana'],
      [PANTRY, 'ana'],
      [STOCK_ROOM, 'ana'],
    ])
    first = await openPhone(product.origin)
    second = await openPhone(product.origin)
  })
  test.afterAll(async () => {
    await first?.dispose()
    await second?.dispose()
    await product?.dispose()
  })

  async function countOffline(phone: Phone, area: string, code: string, times: number): Promise<void> {
    await phone.goOffline()
    await startCounting(phone.page(), area)
    for (let piece = 1; piece <= times; piece += 1) {
      await scan(phone.page(), code)
      await expectCounted(phone.page(), String(piece))
    }
  }

  test('EXEC-1 EXEC-7 SYNC-1 both offline and both counting: the later one is kept apart with its scans, and joined on the phone', async () => {
    test.setTimeout(180_000)
    for (const phone of [first, second]) {
      await phone.openPage('/store/')
      await signIn(phone.page(), 'ana@quillmere.example')
      await expect(phone.page().getByRole('link', { name: areaOfRun(OUTDOOR) })).toBeVisible()
    }
    await countOffline(first, OUTDOOR, 'LEFT-HALF', 3)
    await countOffline(second, OUTDOOR, 'RIGHT-HALF', 2)
    await first.goOnline()
    await progressUntil(day.manager, day.runId, (now) => allSessions(now).some(({ scans }) => scans === 3))
    await second.goOnline()
    await progressUntil(day.manager, day.runId, (now) =>
      allSessions(now).some(({ state, scans }) => state === 'suspended' && scans === 2),
    )

    const page = second.page()
    await page.getByRole('button', { name: 'My areas' }).click()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('link', { name: areaOfRun(OUTDOOR) }).click()
    await expect(page.getByText('You began this area twice')).toBeVisible()
    // One more, made after the server knew of it and sent after it was joined.
    await page.getByRole('button', { name: 'Continue counting' }).click()
    await expect(page.getByLabel('Scan or type barcode')).toBeVisible()
    await second.goOffline()
    await scan(page, 'RIGHT-HALF')
    await expectCounted(page, '3')
    await second.goOnline()
    await page.getByRole('button', { name: 'My areas' }).click()
    await page.getByRole('link', { name: areaOfRun(OUTDOOR) }).click()
    await page.getByRole('button', { name: 'Add them together' }).click()
    await expect(page.getByText('You began this area twice')).toHaveCount(0)

    const progress = await progressUntil(day.manager, day.runId, (now) =>
      allSessions(now).some(({ scans }) => scans === 6),
    )
    const [joined] = allSessions(progress).filter(({ joinedInto }) => joinedInto !== null)
    expect(joined).toMatchObject({ state: 'voided', scans: 3 })

    await page.getByRole('button', { name: 'Continue here' }).click()
    await expect(page.getByLabel('Scan or type barcode')).toBeVisible()
    await scan(page, 'LEFT-HALF')
    await expectCounted(page, '4')
    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByRole('button', { name: 'Pause' }).click()
  })

  test('EXEC-12 what is submitted while its scans wait goes through by itself, and is told as far as it is true', async () => {
    const page = second.page()
    await startCounting(page, PANTRY)
    await second.goOffline()
    await scan(page, 'PANTRY-THING')
    await expectCounted(page, '1')
    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByLabel('Why submit with unknown codes?').fill('a test')
    await page.getByRole('button', { name: 'Submit', exact: true }).click()
    await expect(page.getByText('Submitted on this device, waiting to send')).toBeVisible()
    await second.goOnline()
    await expect(page.getByText('The server holds every scan of this count.')).toBeVisible({
      timeout: 60_000,
    })
    await progressUntil(day.manager, day.runId, (now) =>
      allSessions(now).some(({ state, scans }) => state === 'submitted' && scans === 1),
    )
    await page.getByRole('button', { name: 'Back to my areas' }).click()
  })

  test('EXEC-8 an area given to somebody else: who lost it is told who has it, and their scans are kept', async () => {
    const page = first.page()
    await day.release(OUTDOOR, 'ana')
    await day.give(OUTDOOR, 'ben')
    await page.getByRole('button', { name: 'My areas' }).click()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('link', { name: areaOfRun(OUTDOOR) }).click()
    await expect(page.getByText('Ben Adeyemi counts this area now')).toBeVisible()
    await expect(page.getByText('The 7 scans you made here are kept')).toBeVisible()
    await progressUntil(day.manager, day.runId, (now) =>
      allSessions(now).some(({ state, scans }) => state === 'suspended' && scans === 7),
    )
    await page.getByRole('button', { name: 'Back to my areas' }).click()
  })

  test('EXEC-9 another person counts again on a phone of their own, blind; two that agree settle a line, and two that differ want a third', async () => {
    test.setTimeout(240_000)
    const ben = await openPhone(product.origin)
    try {
      const { runId, lines, recount } = await planTwoLines(day)
      await countAndSubmit(second.page(), lines)
      const asked = await recount('ben')
      expect(asked).toHaveLength(2)
      await ben.openPage('/store/')
      await signIn(ben.page(), 'ben@quillmere.example')
      const link = ben.page().getByRole('link', { name: areaNamed(OUTDOOR, TWICE) })
      await expect(link).toContainText('recount 2')
      const [same, other] = lines
      if (!same || !other) throw new Error('there are too few lines to count twice')
      await countAndSubmit(ben.page(), [same, { ...other, truthMilli: other.truthMilli - 1000 }])
      // Neither the book nor what Ana counted has ever reached this phone.
      const told = ben.received().join('\n')
      expect(told).toContain(TWICE)
      expect(told).not.toMatch(/expected|on.?hand"|system|unitcost|available|counted_?milli|quantity_?milli/i)
      await day.manager(routes.reconcile, { params: { runId } })
      const { lines: after } = await day.manager(routes.review, {
        params: { runId },
        query: { status: 'all', show: 'all' },
      })
      const standing = new Map(after.map((line) => [line.sku, line.recount]))
      expect(standing.get(same.product.sku)).toMatchObject({ state: 'agreed' })
      expect(standing.get(other.product.sku)).toMatchObject({ state: 'third-wanted' })
      for (const who of ['ana', 'ben']) await expect(recount(who)).rejects.toThrow(/somebody else|counted/)
    } finally {
      await ben.dispose()
    }
  })

  test('SEC-5 SYNC-2 a phone that was shut out keeps what it has, says so, and offers the file', async () => {
    const page = second.page()
    const deviceId = await deviceIdOf(page)
    await second.goOffline()
    await startCounting(page, STOCK_ROOM)
    await scan(page, 'ONLY-HERE')
    await expectCounted(page, '1')
    const { devices } = await day.manager(routes.listDevices, {})
    const lost = devices.find((device) => device.deviceId === deviceId)
    expect(lost).toMatchObject({ people: ['Ana Whitlock'], revokedAt: null })
    const params = { deviceId: lost?.deviceId ?? fakeId<DeviceId>('none') }
    await day.manager(routes.revokeDevice, { params, body: { reason: 'left in a taxi' } })
    await second.goOnline()
    await scan(page, 'ONLY-HERE')
    await expectCounted(page, '2')
    await page.getByRole('button', { name: 'My areas' }).click()
    await expect(page.getByText('This device was shut out')).toBeVisible()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export file' }).click()
    const file: unknown = JSON.parse(await readFile(await (await downloading).path(), 'utf8'))
    expect(file).toMatchObject({
      format: 'cyclecount-unsent',
      deviceId,
      sessions: [{ fromSeq: 1, events: [{ kind: 'start' }, { code: 'ONLY-HERE' }, { code: 'ONLY-HERE' }] }],
    })
    const { rows } = await day.manager(routes.audit, { query: { facilityId: day.facilityId } })
    expect(rows).toContainEqual(
      expect.objectContaining({ tag: 'device.revoked', subjectId: deviceId, reason: 'left in a taxi' }),
    )
  })
})

/** Two lines of one area, each one short of the book, in a run of their own for Ana; `recount` asks somebody to count again what is open. */
async function planTwoLines({ manager, facilityId }: CountDay) {
  const { areas, counters } = await manager(routes.facility, { params: { facilityId } })
  const areaId = areas.find(({ name }) => name === OUTDOOR)?.areaId
  const personOf = (login: string) =>
    counters.find(({ name }) => name.toLowerCase().startsWith(login))?.personId
  const ana = personOf('ana')
  if (areaId === undefined || ana === undefined) throw new Error('the demo lacks the area or the person')
  const { outdoor } = await shelves(manager, facilityId)
  const plain = outdoor.filter(
    ({ how, code, product, onHandMilli }) =>
      how === 'plain' &&
      code !== null &&
      product.tracking === 'none' &&
      !product.decimals &&
      onHandMilli >= 3000,
  )
  const lines = plain.slice(0, 2).map((line) => ({ ...line, truthMilli: line.onHandMilli - 1000 }))
  const { runId } = await manager(routes.createRun, {
    body: {
      name: TWICE,
      facilityId,
      countType: 'DIRECTED_COUNT',
      blind: true,
      dueLocal: null,
      items: lines.map(({ product }) => product.productId),
    },
  })
  await manager(routes.assign, { params: { runId }, body: { assignments: [{ areaId, personId: ana }] } })
  const recount = async (login: string) => {
    await manager(routes.reconcile, { params: { runId } })
    const { lines: open } = await manager(routes.review, { params: { runId }, query: { status: 'open' } })
    const mine = open.filter(({ sku }) => lines.some(({ product }) => product.sku === sku))
    const personId = personOf(login)
    if (personId === undefined) throw new Error(`there is no ${login} here`)
    const { recounts } = await manager(routes.askRecount, {
      params: { runId },
      body: {
        lines: mine.map(({ varianceId, version }) => ({ varianceId, version })),
        personId,
        note: 'Please look again.',
      },
    })
    return recounts.flatMap((one) => one.lines)
  }
  return { runId, lines, recount }
}

/** Counts the lines on a phone that shows its areas, and submits them. */
async function countAndSubmit(page: Page, lines: readonly Line[]): Promise<void> {
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByRole('link', { name: areaNamed(OUTDOOR, TWICE) }).click()
  await page.getByRole('button', { name: 'Start counting' }).click()
  await expect(page.getByLabel('Scan or type barcode')).toBeVisible()
  await countLines(page, lines)
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(page.getByText('The server holds every scan of this count.')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Back to my areas' }).click()
}

/** The link to an area of a run on the phone. */
function areaNamed(area: string, run: string): RegExp {
  return new RegExp(`${area}.*${run}|${run}.*${area}`, 's')
}

/** The id under which this browser's device is enrolled. */
function deviceIdOf(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onerror = () => reject(new Error('not opened'))
        opening.onsuccess = () => {
          const reading = opening.result.transaction('settings').objectStore('settings').get('device')
          reading.onsuccess = () => {
            opening.result.close()
            const row = reading.result as { readonly value: { readonly deviceId: string } }
            resolve(row.value.deviceId)
          }
        }
      }),
  )
}
