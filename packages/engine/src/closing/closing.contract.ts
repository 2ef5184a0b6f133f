import { createHash } from 'node:crypto'
import { CUT_OFF } from '@cyclecount/contract'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countSheets } from '../reports/count-sheets.ts'
import { review } from '../reports/review.ts'
import { collected } from '../testing/collected.ts'
import { countAndSubmit, countStore, type Shelf } from '../testing/counted-store.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { addTestCount } from './add-test-count.ts'
import { auditPack } from './audit-pack.ts'
import { countClosing } from './count-closing.ts'
import { setClosing } from './set-closing.ts'
import { signCount } from './sign-count.ts'

/** A2 is found empty. */
const shelves: readonly Shelf[] = [
  ['cola', 'A1', 10, 7],
  ['tea', 'B1', 40, 40],
]

/** What closing a count must do alike on both databases. */
export function closingContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`closing a count on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    const auditor = () => ({
      ...store.actor('hugo'),
      grants: [{ role: 'auditor' as const, facilityId: store.facilityId }],
    })
    const noted = {
      postingDate: '2026-11-30',
      accountingPeriod: '2026-11',
      cutOff: [{ question: 'receipts-booked' as const, answer: 'yes' as const, note: 'up to PO-77' }],
    }

    async function lineOf(runId: Awaited<ReturnType<typeof countStore>>, title: string) {
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'all', q: title })
      return lines[0] ?? expect.fail(`no line of ${title}`)
    }

    test('cut-off, posting date and period are noted, and the bins say what became of them', async () => {
      const runId = await countStore(store, shelves)
      expect(await countClosing(store.ctx, store.actor('chloe'), runId)).toMatchObject({
        postingDate: null,
        coverage: { counted: 2, confirmedEmpty: 1, notReached: 0 },
        canBeSigned: false,
      })
      const closing = await setClosing(store.ctx, store.actor('chloe'), runId, noted)
      expect(closing).toMatchObject({
        postingDate: '2026-11-30',
        accountingPeriod: '2026-11',
        notedBy: 'chloe',
      })
      expect(closing.cutOff.map(({ question }) => question)).toEqual(CUT_OFF)
      expect(closing.cutOff[0]).toEqual(noted.cutOff[0])
      expect(closing.cutOff[1]).toMatchObject({ answer: 'open' })
    })

    test('a bin that nobody reached is not reached, and neither counted nor empty', async () => {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 4, { bin: 'A1' })
      await ana.submit()
      expect(await countClosing(store.ctx, store.actor('chloe'), runId)).toMatchObject({
        coverage: { counted: 1, confirmedEmpty: 0, notReached: 2 },
      })
    })

    test('a sheet names the bins of an area in walking order and what lies there, but not how much', async () => {
      const runId = await countStore(store, shelves)
      const { areas } = await countSheets(store.ctx, store.actor('chloe'), runId)
      expect(areas.map((area) => [area.name, area.people, area.locations.map(({ code }) => code)])).toEqual([
        ['Back', ['ben'], ['B1']],
        ['Front', ['ana'], ['A1', 'A2']],
      ])
      const [cola] = areas[1]?.locations[0]?.items ?? []
      expect(cola).toMatchObject({ sku: 'COLA', title: 'cola' })
      expect(cola?.barcode).toMatch(/5601234500017$/)
      expect(JSON.stringify(areas)).not.toMatch(/Milli|quantity/i)
    })

    test('an auditor’s own count stands beside what was counted and changes no figure; nobody else gives one', async () => {
      const runId = await countStore(store, shelves)
      const { varianceId } = await lineOf(runId, 'cola')
      const before = await countClosing(store.ctx, auditor(), runId)
      const after = await addTestCount(store.ctx, auditor(), runId, {
        varianceId,
        countedMilli: 8000,
        note: 'one behind',
      })
      expect(after.testCounts).toMatchObject([
        { title: 'cola', locationCode: 'A1', recordedMilli: 7000, countedMilli: 8000, differenceMilli: 1000 },
      ])
      expect(after.figuresHash).toBe(before.figuresHash)
      await expect(
        addTestCount(store.ctx, store.actor('chloe'), runId, { varianceId, countedMilli: 8000, note: '' }),
      ).rejects.toThrow('You may not do this at this facility.')
    })

    test('a certificate is over the figures that were seen, and stands while they do', async () => {
      const runId = await countStore(store, shelves)
      const chloe = store.actor('chloe')
      const seen = await countClosing(store.ctx, chloe, runId)
      const statement = 'Counted in full, to the best of my knowledge.'
      await expect(
        signCount(store.ctx, chloe, runId, { statement, figuresHash: seen.figuresHash }),
      ).rejects.toThrow('The count is signed when it was submitted to HQ.')

      const handedIn = await countAndSubmit(store, [
        ['cola', 'A1', 0, 7],
        ['tea', 'B1', 0, 40],
      ])
      const figures = await countClosing(store.ctx, chloe, handedIn)
      await expect(
        signCount(store.ctx, chloe, handedIn, { statement, figuresHash: seen.figuresHash }),
      ).rejects.toThrow('The figures are others by now.')
      const signed = await signCount(store.ctx, chloe, handedIn, {
        statement,
        figuresHash: figures.figuresHash,
      })
      expect(signed.certificates).toMatchObject([{ statement, signedBy: 'chloe', stands: true }])

      await store.ctx.db.write((tx) =>
        tx
          .updateTable('inv_count_import_variance')
          .set({ actual_quantity_on_hand: 1 })
          .where('run_id', '=', handedIn)
          .execute(),
      )
      expect(await countClosing(store.ctx, chloe, handedIn)).toMatchObject({
        certificates: [{ stands: false }],
      })
    })

    test('the pack holds it all, each file with the SHA-256 that the manifest names, and a log without a gap', async () => {
      const runId = await countAndSubmit(store, shelves)
      const chloe = store.actor('chloe')
      const { figuresHash } = await setClosing(store.ctx, chloe, runId, noted)
      const { varianceId } = await lineOf(runId, 'cola')
      await addTestCount(store.ctx, auditor(), runId, { varianceId, countedMilli: 7000, note: '' })
      await signCount(store.ctx, chloe, runId, { statement: 'So it was.', figuresHash })

      const files = unzipSync(Buffer.concat(await collected(auditPack(store.ctx, auditor(), runId, []))))
      const text = (file: string) => strFromU8(files[file] ?? expect.fail(`there is no ${file}`))
      const manifest = JSON.parse(text('manifest.json')) as {
        files: { name: string; sha256: string; bytes: number }[]
      }
      expect(
        manifest.files
          .map((file) => file.name)
          .concat('manifest.json')
          .toSorted(),
      ).toEqual(Object.keys(files).toSorted())
      for (const file of manifest.files) {
        const content = files[file.name] ?? new Uint8Array()
        expect([createHash('sha256').update(content).digest('hex'), content.byteLength]).toEqual([
          file.sha256,
          file.bytes,
        ])
      }
      const rows = (file: string) => parse<Record<string, string>>(text(file), { columns: true, bom: true })
      expect(rows('coverage.csv').map((row) => [row['location'], row['state']])).toEqual([
        ['A1', 'counted'],
        ['A2', 'confirmed-empty'],
        ['B1', 'counted'],
      ])
      expect(rows('variances.csv')).toMatchObject([
        { sku: 'COLA', varianceQuantityOnHand: '-3', outcome: 'approved', decidedBy: 'chloe' },
        { sku: 'TEA', varianceQuantityOnHand: '0', outcome: 'no-variance' },
      ])
      expect(rows('proposals.csv')).toMatchObject([{ sku: 'COLA', delta: '-3', status: 'pending' }])
      expect(rows('sessions.csv').map((row) => [row['area'], row['countedBy']])).toEqual([
        ['Front', 'ana'],
        ['Back', 'ben'],
      ])
      expect(rows('status-history.csv').length).toBeGreaterThan(5)
      expect(rows('test-counts.csv')).toMatchObject([
        { sku: 'COLA', recorded: '7', testCounted: '7', difference: '0' },
      ])
      const log = rows('audit-log.csv')
      expect(log.map((row) => row['tag'])).toEqual(
        expect.arrayContaining([
          'run.created',
          'run.submitted',
          'count.closing-noted',
          'count.test-counted',
          'count.signed',
        ]),
      )
      for (const [index, row] of log.entries()) {
        if (index > 0) expect(row['previousHash']).toBe(log[index - 1]?.['hash'])
      }
      expect(JSON.parse(text('audit-verification.json'))).toMatchObject({
        kind: 'whole',
        hash: log.at(-1)?.['hash'],
      })
      expect(JSON.parse(text('closing.json'))).toMatchObject({
        postingDate: '2026-11-30',
        figuresHash,
        certificates: [{ stands: true, figuresHash }],
      })
    })
  })
}
