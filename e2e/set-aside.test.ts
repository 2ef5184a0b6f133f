import { routes, type Call, type ScanEvent } from '@cyclecount/contract'
import { plainStock, uuidV7, type DeviceId, type Id, type RunId, type SessionId } from '@cyclecount/domain'
import { expect, test, type Page } from '@playwright/test'
import { apiOf } from './books.ts'
import { startCounting } from './counting.ts'
import { CLOTHING, OUTDOOR, planRun } from './planning.ts'
import { signIn } from './people.ts'
import { expectCounted, openPhone, scan, type Phone } from './phone.ts'
import { startProduct } from './product.ts'
import { allSessions, progressUntil } from './reviewing.ts'
import { shelves } from './shelf.ts'
import { signedIn } from './signed-in.ts'

test('EXEC-12 SEC-5 SYNC-1 SYNC-3 what a shut-out phone saved to a file is taken in, and what was set aside is decided', async ({
  page: desk,
}) => {
  test.setTimeout(240_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  try {
    await desk.goto(`${product.origin}/console/`)
    await signIn(desk, 'dmitri@quillmere.example')
    const call = await apiOf(desk, product.origin)
    const { runId, facilityId } = await planRun(desk, call)
    const { outdoor } = await shelves(call, facilityId)
    const line = outdoor.find(({ code, how }) => code !== null && how === 'plain')
    const tab = `${product.origin}/console/runs/${runId}/set-aside`

    const file =
      await test.step('a phone is shut out while it holds two scans, and saves them to a file', async () => {
        await phone.openPage('/store/')
        await signIn(phone.page(), 'ana@quillmere.example')
        await startCounting(phone.page(), OUTDOOR)
        await scan(phone.page(), `LOC:${line?.bin}`)
        await scan(phone.page(), line?.code ?? '')
        await progressUntil(call, runId, (progress) => allSessions(progress)[0]?.scans === 1)
        await phone.goOffline()
        for (const pieces of ['2', '3']) {
          await scan(phone.page(), line?.code ?? '')
          await expectCounted(phone.page(), pieces)
        }
        await shutOut(call)
        await phone.goOnline()
        return savedFile(phone)
      })

    await test.step('the manager sees what the file would do, and takes it in once', async () => {
      await desk.goto(tab)
      await desk.getByLabel('File of unsent scans').setInputFiles({
        name: 'notes.json',
        mimeType: 'application/json',
        buffer: Buffer.from('{"sessions": [{"fromSeq": 0}]}'),
      })
      await expect(desk.getByRole('alert').getByText(/cannot be taken in: \d+ faults/)).toBeVisible()
      await choose(desk, file)
      await expect(desk.getByText('Shut out', { exact: true })).toBeVisible()
      await expect(desk.getByText('2 will be taken in')).toBeVisible()
      await desk.getByRole('button', { name: 'Take in 2 records' }).click()
      await confirm(desk, 'its screen is broken', /^Take in/)
      await expect(desk.getByText('2 records taken in').first()).toBeVisible()
      await progressUntil(call, runId, (progress) => allSessions(progress)[0]?.scans === 3)
      await desk.getByRole('button', { name: 'Another file' }).click()
      await choose(desk, file)
      await expect(desk.getByText('Nothing: all of it is here')).toBeVisible()
    })

    await test.step('a record that clashes is counted, one that cannot be read is left out', async () => {
      await sendSpoilt(product.origin, runId)
      await desk.goto(`${product.origin}/console/runs/${runId}/submit`)
      await desk
        .getByRole('link', { name: /set aside/ })
        .last()
        .click()
      await expect(desk.getByText('Another record holds its place in the log.')).toBeVisible()
      await desk
        .getByRole('row', { name: /cannot be read/ })
        .getByRole('checkbox')
        .check()
      await expect(desk.getByRole('button', { name: 'Count 1' })).toBeDisabled()
      await desk.getByRole('button', { name: 'Leave 1 out' }).click()
      await confirm(desk, 'nothing on the shelf', /^Leave/)
      await expect(desk.getByRole('row', { name: /cannot be read/ })).toHaveCount(0)
      await desk
        .getByRole('row', { name: /another record/i })
        .getByRole('checkbox')
        .check()
      await desk.getByRole('button', { name: 'Count 1' }).click()
      await confirm(desk, 'it lies there', /^Count/)
      await expect(desk.getByText('Nothing was set aside')).toBeVisible()
      const { areas } = await call(routes.progress, { params: { runId } })
      expect(areas.find(({ areaName }) => areaName === CLOTHING)?.sessions[0]).toMatchObject({
        scans: 2,
        unitsMilli: 8000,
      })
    })
  } finally {
    await phone.dispose()
    await product.dispose()
  }
})

async function shutOut(call: Call): Promise<void> {
  const { devices } = await call(routes.listDevices, {})
  const held = devices.filter(({ people, revokedAt }) => revokedAt === null && people.includes('Ana'))
  const [newest] = held.length > 0 ? held : devices
  if (!newest) throw new Error('the phone is not listed')
  await call(routes.revokeDevice, { params: { deviceId: newest.deviceId }, body: { reason: 'lost' } })
}

/** Saves what waits, from the sheet behind the chip that says so. */
async function savedFile(phone: Phone): Promise<string> {
  const page = phone.page()
  await page.locator('.cc-sync-chip').click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export file' }).click()
  return (await saving).path()
}

async function choose(desk: Page, file: string): Promise<void> {
  await desk.getByLabel('File of unsent scans').setInputFiles(file)
}

async function confirm(desk: Page, reason: string, action: RegExp): Promise<void> {
  const dialog = desk.getByRole('dialog')
  await dialog.getByRole('textbox').fill(reason)
  await dialog.getByRole('button', { name: action }).click()
  await expect(dialog).toBeHidden()
}

/** Ben's device sends a scan, another one in the same place, and one that nobody can read. */
async function sendSpoilt(origin: string, runId: RunId): Promise<void> {
  const ben = await signedIn(origin, 'ben')
  const { areas } = await ben.call(routes.myAreas, {})
  const area = areas.find((held) => held.runId === runId)
  if (!area) throw new Error('Ben has no area in this run')
  const { assignmentId, facilityId, areaId } = area
  const deviceId = newId<DeviceId>()
  const enrolled = { deviceId, label: 'Ben’s old handheld', appVersion: 'e2e' }
  const { deviceToken } = await ben.call(routes.enrolDevice, { body: enrolled })
  const [product] = (await ben.call(routes.catalogue, { params: { facilityId }, query: {} })).products
  const sessionId = newId<SessionId>()
  const header = (deviceSeq: number) => ({
    scanId: newId<ScanEvent['scanId']>(),
    sessionId,
    deviceId,
    deviceSeq,
    userId: ben.personId,
    capturedAt: Date.now(),
    clockOffsetMs: 0,
    appVersion: 'e2e',
  })
  const scanned = (deviceSeq: number, quantityMilli: number) => ({
    ...header(deviceSeq),
    ...plainStock,
    kind: 'scan',
    code: product?.codes[0]?.[0] ?? null,
    codeKey: product?.codes[0]?.[0] ?? null,
    productId: product?.productId ?? null,
    unit: product?.unit ?? '',
    packUnits: 1,
    locationId: area.locations[0]?.locationId ?? null,
    quantityMilli,
    expiry: null,
  })
  const start = { ...header(1), kind: 'start', assignmentId, runId, facilityId, areaId }
  const sent = [
    { fromSeq: 1, events: [start, scanned(2, 1000), { ...scanned(3, 1000), packUnits: 'twelve' }] },
    { fromSeq: 2, events: [scanned(2, 7000)] },
  ]
  for (const part of sent) {
    const answer = await fetch(`${origin}/api/sync/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${deviceToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        protocol: 1,
        batchId: newId(),
        deviceId,
        appVersion: 'e2e',
        sessions: [{ sessionId, ...part }],
      }),
    })
    expect(answer.status).toBe(200)
  }
}

function newId<T extends Id<string>>(): T {
  return uuidV7<T>(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
}
