import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase, tables, type Database, type Schema } from '@cyclecount/db'
import { uuidV7, type ScanId } from '@cyclecount/domain'
import { expect, test } from '@playwright/test'
import { openCounter } from './counter.ts'

const ELSEWHERE = 'ffffffffffffffff'

test('[CH2] [CH3] [OB9] a server that holds another log is sent everything again; what differs still is said', async () => {
  test.setTimeout(240_000)
  const ana = await openCounter()
  const db: Database<Schema> = openDatabase<Schema>({
    url: join(ana.product.dataDir, 'cyclecount.sqlite'),
    tables,
  })
  const spoilChain = (chain: string) =>
    db.write((tx) => tx.updateTable('session_device').set({ acked_chain: chain }).execute())
  const sheet = () => ana.page().getByRole('dialog')
  const differs = () => sheet().getByText('The server has another record of a count')
  const openSheet = async () => {
    await ana.phone.openPage('/store/')
    await ana.page().locator('.cc-sync-chip').first().click()
    await expect(sheet().getByText('Where your scans are')).toBeVisible()
  }
  try {
    await test.step('a chain that is wrong and a log that is right: it is sent again, and that is all', async () => {
      await ana.scan(3)
      await ana.settles()
      await spoilChain(ELSEWHERE)
      await ana.scan(1)
      await ana.settles()
      await openSheet()
      await expect(differs()).toHaveCount(0)
    })

    const { scan_id: theirs, acked_chain: right } = await db.read
      .selectFrom('scan')
      .innerJoin('session_device', 'session_device.session_id', 'scan.session_id')
      .select(['scan.scan_id', 'session_device.acked_chain'])
      .where('scan.device_seq', '=', 2)
      .executeTakeFirstOrThrow()
    const other = uuidV7<ScanId>(Date.now(), randomBytes(10))
    const renameScan = (from: ScanId, to: ScanId) =>
      db.write((tx) => tx.updateTable('scan').set({ scan_id: to }).where('scan_id', '=', from).execute())

    await test.step('another record in the log: opening the app finds it, nothing is called sent', async () => {
      await renameScan(theirs, other)
      await spoilChain(ELSEWHERE)
      await openSheet()
      await expect(differs()).toBeVisible({ timeout: 30_000 })
      await expect(sheet().getByText('Every scan on this device is on the server.')).toHaveCount(0)
    })

    await test.step('the record is put right: the next time it agrees', async () => {
      await renameScan(other, theirs)
      await spoilChain(right)
      await openSheet()
      await expect(differs()).toHaveCount(0, { timeout: 30_000 })
      await expect(sheet().getByText('Every scan on this device is on the server.')).toBeVisible()
    })
  } finally {
    await db.close()
    await ana.dispose()
  }
})
