import { routes } from '@cyclecount/contract'
import { expect, test } from '@playwright/test'
import { asideOnServer } from './books.ts'
import { openCounter } from './counter.ts'
import { areaOfRun, OUTDOOR } from './planning.ts'
import { expectCounted, openPhone, savedOnDevice, scan, type Phone } from './phone.ts'

const TWIN = 'TWIN-SHELF'

test('SYNC-1 SYNC-3 [CH3] a phone that was copied with all it holds: both count under one name, and nothing is lost or counted twice', async () => {
  test.setTimeout(240_000)
  const ana = await openCounter()
  let twin: Phone | null = null
  try {
    await ana.scan(2)
    await ana.settles()
    await ana.phone.coldStart('/store/', async (profile) => {
      twin = await openPhone(ana.product.origin, profile)
    })
    const copy = twin as Phone | null
    if (!copy) throw new Error('nothing was copied')

    await test.step('both go on, without a network', async () => {
      await ana.resume()
      await ana.phone.goOffline()
      await ana.scan(2)
      await copy.openPage('/store/')
      await copy
        .page()
        .getByRole('link', { name: areaOfRun(OUTDOOR) })
        .click()
      await copy.page().getByRole('button', { name: 'Continue counting' }).click()
      await expect(copy.page().getByLabel('Scan or type barcode')).toBeVisible()
      await copy.goOffline()
      for (const pieces of ['1', '2', '3']) {
        await scan(copy.page(), TWIN)
        await expectCounted(copy.page(), pieces)
      }
    })
    const saved = [...new Set([...(await ana.saved()), ...(await savedOnDevice(copy.page()))])].toSorted()

    const records = await test.step('what stands in the place of another is kept apart, once', async () => {
      await ana.phone.goOnline()
      await expect.poll(ana.held, { timeout: 20_000 }).toEqual(await ana.saved())
      await copy.goOnline()
      const everywhere = async () =>
        [...(await ana.held()), ...(await asideOnServer(ana.product.dataDir))].toSorted()
      await expect.poll(everywhere, { timeout: 30_000 }).toEqual(saved)
      const { sessions } = await ana.day.manager(routes.setAside, { params: { runId: ana.day.runId } })
      return sessions.flatMap((session) => session.records)
    })

    await test.step('the copy says so', async () => {
      await copy.page().locator('.cc-sync-chip').first().click()
      await expect(
        copy.page().getByRole('dialog').getByText('The server has another record of a count'),
      ).toBeVisible({ timeout: 30_000 })
    })

    await test.step('the manager counts what the copy scanned', async () => {
      const scans = records.filter(({ read }) => read.code === TWIN).map(({ recordId }) => recordId)
      // The third stands where the other phone has nothing: it counts already.
      expect(scans).toHaveLength(2)
      const others = records.map(({ recordId }) => recordId).filter((recordId) => !scans.includes(recordId))
      const { runId, manager } = ana.day
      const decide = (recordIds: string[], action: 'count' | 'leave-out') =>
        manager(routes.resolveSetAside, {
          params: { runId },
          body: { recordIds, action, reason: 'a copied phone' },
        })
      await decide(scans, 'count')
      if (others.length > 0) await decide(others, 'leave-out')
      const { areas } = await manager(routes.progress, { params: { runId } })
      const units = areas.flatMap(({ sessions }) => sessions).map(({ unitsMilli }) => unitsMilli)
      expect(units).toEqual([(4 + 3) * 1000])
    })
  } finally {
    await (twin as Phone | null)?.dispose()
    await ana.dispose()
  }
})
