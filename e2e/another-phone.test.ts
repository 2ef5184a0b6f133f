import { routes } from '@cyclecount/contract'
import { expect, test } from '@playwright/test'
import { apiOf } from './books.ts'
import { startCounting } from './counting.ts'
import { OUTDOOR, areaOfRun, planRun } from './planning.ts'
import { acceptLateByKeys } from './keyboard.ts'
import { signIn } from './people.ts'
import { expectCounted, openPhone, scan } from './phone.ts'
import { startProduct } from './product.ts'
import { allSessions, progressUntil } from './reviewing.ts'
import { shelves } from './shelf.ts'

test('EXEC-1 EXEC-6 EXEC-7 EXEC-10 SYNC-1 a count goes on at another phone, and what the first one still held comes late', async ({
  page: desk,
}) => {
  test.setTimeout(300_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const first = await openPhone(product.origin)
  const second = await openPhone(product.origin)
  try {
    await desk.goto(`${product.origin}/console/`)
    await signIn(desk, 'dmitri@quillmere.example')
    const call = await apiOf(desk, product.origin)
    const { runId, facilityId } = await planRun(desk, call)
    const { outdoor } = await shelves(call, facilityId)
    const line = outdoor.find(({ code, how }) => code !== null && how === 'plain')
    const code = line?.code ?? ''
    const counted = async (): Promise<number> => {
      const { lines } = await call(routes.skuTotals, { params: { runId }, query: {} })
      return lines.find(({ sku }) => sku === line?.product.sku)?.countedMilli ?? 0
    }

    await test.step('three scans on the first phone reach the server; two more are made without a network', async () => {
      await first.openPage('/store/')
      await signIn(first.page(), 'ana@quillmere.example')
      await startCounting(first.page(), OUTDOOR)
      await scan(first.page(), `LOC:${line?.bin}`)
      for (let piece = 1; piece <= 3; piece += 1) {
        await scan(first.page(), code)
        await expectCounted(first.page(), String(piece))
      }
      await progressUntil(call, runId, (progress) => allSessions(progress)[0]?.scans === 3)
      await first.goOffline()
      for (let piece = 4; piece <= 5; piece += 1) {
        await scan(first.page(), code)
        await expectCounted(first.page(), String(piece))
      }
    })

    await test.step('the second phone offers to go on with the same count, fetches it first, and submits it', async () => {
      await second.openPage('/store/')
      await signIn(second.page(), 'ana@quillmere.example')
      await second
        .page()
        .getByRole('link', { name: areaOfRun(OUTDOOR) })
        .click()
      await expect(second.page().getByText('This count was begun on another device')).toBeVisible()
      await second.page().getByRole('button', { name: 'Continue here' }).click()
      await expect(second.page().getByLabel('Scan or type barcode')).toBeVisible()
      await scan(second.page(), `LOC:${line?.bin}`)
      await scan(second.page(), code)
      await expectCounted(second.page(), '4')
      await second.page().getByRole('button', { name: 'Finish' }).click()
      await second.page().getByRole('button', { name: 'Submit', exact: true }).click()
    })

    await test.step('the server holds one session, and it is submitted without the two it never heard of', async () => {
      const progress = await progressUntil(call, runId, (now) =>
        allSessions(now).some(({ state }) => state === 'submitted'),
      )
      expect(allSessions(progress)).toHaveLength(1)
      await call(routes.reconcile, { params: { runId } })
      expect(await counted()).toBe(4000)
    })

    await test.step('the first phone comes back: its two scans are late, kept, and change nothing by themselves', async () => {
      await first.goOnline()
      await progressUntil(call, runId, (progress) => allSessions(progress)[0]?.lateScans === 2)
      await call(routes.reconcile, { params: { runId } })
      expect(await counted()).toBe(4000)
    })

    await test.step('the manager sees them and accepts them', async () => {
      await desk.goto(`${product.origin}/console/runs/${runId}/late`)
      await acceptLateByKeys(desk, 'found on the first phone')
      await expect(desk.getByText('Nothing came late')).toBeVisible()
      await expect.poll(counted).toBe(6000)
    })
  } finally {
    await first.dispose()
    await second.dispose()
    await product.dispose()
  }
})
