import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { voidSession } from '../ingest/void-session.ts'
import { runProgress } from '../progress/run-progress.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { countSheets } from '../reports/count-sheets.ts'
import { review } from '../reports/review.ts'
import type { Body } from '../reports/reply.ts'
import { at, openStore, pieces, type Store } from '../testing/store-day.ts'
import { enterSheet } from './enter-sheet.ts'

/** What keying a sheet must do alike on both databases. */
export function sheetsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`sheets on ${name}`, () => {
    let store: Store
    let runId: RunId

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      for (const [product, bin] of [
        ['cola', 'A1'],
        ['tea', 'A2'],
        ['gum', 'A2'],
      ] as const)
        store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces(10), occurredAt: 0 })
      runId = await store.plan({ front: ['ana'] })
      store.clock.now = at('12:00')
    })
    afterEach(() => store.close())

    const chloe = () => store.actor('chloe')
    async function sheetOf(area: string) {
      const { areas } = await countSheets(store.ctx, chloe(), runId)
      return areas.find((one) => one.name === area) ?? expect.fail(`no sheet of ${area}`)
    }
    /** Three colas and no tea; nobody looked for gum, and something else lay there. */
    async function keyed(more: Partial<Body<'enterSheet'>> = {}) {
      return enterSheet(store.ctx, chloe(), runId, {
        number: (await sheetOf('Front')).number,
        countedBy: { personId: store.actor('ana').personId },
        countedLocal: '2026-11-20T10:30',
        lines: [
          { sku: 'COLA', location: 'A1', quantityMilli: 3000 },
          { sku: 'TEA', location: 'A2', quantityMilli: 0 },
        ],
        others: [{ code: 'CRISPS', location: 'A2', quantityMilli: 2000 }],
        emptyLocations: [],
        besides: false,
        ...more,
      })
    }
    const problemOf = (kind: string) => ({ problem: { kind } })

    test('EXEC-16 a sheet becomes a submitted session of who counted on paper, with who keyed it', async () => {
      const submitted: RunId[] = []
      const { number } = await sheetOf('Front')
      const reply = await enterSheet(
        store.ctx,
        chloe(),
        runId,
        {
          number: `sheet:${number.toLowerCase().replace('-', '')}`,
          countedBy: { personId: store.actor('ana').personId },
          countedLocal: '2026-11-20T10:30',
          lines: [{ sku: 'COLA', location: 'A1', quantityMilli: 3000 }],
          others: [],
          emptyLocations: ['A2'],
          besides: false,
        },
        (run) => submitted.push(run),
      )
      expect(submitted).toEqual([runId])
      const { areas } = await runProgress(store.ctx, chloe(), runId)
      expect(areas.find(({ areaName }) => areaName === 'Front')?.sessions).toMatchObject([
        {
          sessionId: reply.sessionId,
          personName: 'ana',
          state: 'submitted',
          upload: { kind: 'sheet', name: number, uploadedBy: 'chloe' },
        },
      ])
      expect((await sheetOf('Front')).entered).toEqual({ by: 'chloe', at: store.clock.now })
      const { rows } = await auditPage(store.ctx, chloe(), {
        facilityId: store.facilityId,
        subjectId: reply.sessionId,
      })
      const told = rows.find(({ tag }) => tag === 'sheet.entered')
      expect(told?.actor).toBe('chloe')
      expect(JSON.parse(told?.after ?? '')).toMatchObject({
        sheet: number,
        countedBy: store.actor('ana').personId,
        countedAt: at('10:30'),
      })
    })

    test('zero is zero and blank was not counted: each line is compared as of when it was written', async () => {
      await keyed()
      // Two colas are sold after the sheet was written.
      store.backend.book({
        product: 'cola',
        location: 'bin-A1',
        quantityMilli: pieces(-2),
        occurredAt: at('11:00'),
      })
      await reconcileWhenReady(store.ctx, runId)
      const { lines } = await review(store.ctx, chloe(), runId, { show: 'all', status: 'all' })
      const figures = (title: string) => {
        const line = lines.find((one) => one.title === title)
        return line && [line.countedState, line.expectedMilli, line.countedMilli]
      }
      expect(figures('cola')).toEqual(['counted', 10_000, 3000])
      expect(figures('tea')).toEqual(['counted', 10_000, 0])
      expect(figures('crisps')).toEqual(['counted', 0, 2000])
      // Its bin was reached and nobody found any of it.
      expect(figures('gum')).toEqual(['not-found', 10_000, 0])
    })

    test('a sheet counts once, and again when its count was voided', async () => {
      const { sessionId } = await keyed()
      await expect(keyed({ lines: [] })).rejects.toMatchObject(problemOf('already-decided'))
      await expect(keyed({ besides: true })).rejects.toMatchObject(problemOf('already-decided'))
      await voidSession(store.ctx, chloe(), { sessionId, reason: 'misread' })
      expect((await sheetOf('Front')).entered).toBeNull()
      expect((await keyed()).sessionId).not.toBe(sessionId)
      expect((await sheetOf('Front')).entered).not.toBeNull()
    })

    test('of two people who key the same sheet at once one is told', async () => {
      const both = await Promise.allSettled([keyed(), keyed()])
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })

    test('beside a count with a device it is added only where somebody says so, and leaves that count alone', async () => {
      const phone = await store.phone(runId, 'ana', 'front')
      phone.scan('cola', { bin: 'A1', times: 2 })
      await phone.send()
      await expect(keyed()).rejects.toMatchObject({
        problem: { kind: 'not-ready', message: expect.stringContaining('by ana') as unknown },
      })
      await keyed({ besides: true })
      const states = async () => {
        const { areas } = await runProgress(store.ctx, chloe(), runId)
        return areas.flatMap(({ sessions }) => sessions.map(({ state }) => state)).toSorted()
      }
      expect(await states()).toEqual(['counting', 'submitted'])
      // The phone came to life again.
      phone.scan('cola', { bin: 'A1' })
      await phone.submit()
      await reconcileWhenReady(store.ctx, runId)
      const { lines } = await review(store.ctx, chloe(), runId, { show: 'all', status: 'all' })
      expect(lines.find(({ title }) => title === 'cola')).toMatchObject({ countedMilli: 6000 })
    })

    test('somebody who has no account counted it, an area that nobody has is given to them, and one that somebody has is not', async () => {
      const { number } = await sheetOf('Back')
      const reply = await keyed({
        number,
        countedBy: { name: 'Temp of the agency' },
        lines: [{ sku: 'COLA', location: 'B1', quantityMilli: 1000 }],
        others: [],
      })
      expect(reply.rows).toBe(1)
      const { areas } = await runProgress(store.ctx, chloe(), runId)
      expect(areas.find(({ areaName }) => areaName === 'Back')?.sessions).toMatchObject([
        { personName: 'Temp of the agency' },
      ])
      await expect(keyed({ countedBy: { name: 'Temp of the agency' } })).rejects.toMatchObject(
        problemOf('area-taken'),
      )
    })

    test('a number of no sheet, a bin of another area, a future and nothing at all are refused, and nothing stays', async () => {
      await expect(keyed({ number: 'ZZZZ-ZZZZ' })).rejects.toMatchObject(problemOf('unprocessable'))
      const elsewhere = [{ sku: 'COLA', location: 'B1', quantityMilli: 1000 }]
      await expect(keyed({ lines: elsewhere })).rejects.toMatchObject(problemOf('unprocessable'))
      await expect(keyed({ countedLocal: '2026-11-20T13:30' })).rejects.toMatchObject(
        problemOf('unprocessable'),
      )
      await expect(keyed({ lines: [], others: [] })).rejects.toMatchObject(problemOf('unprocessable'))
      await expect(
        enterSheet(store.ctx, store.actor('ana'), runId, {} as Body<'enterSheet'>),
      ).rejects.toMatchObject(problemOf('forbidden'))
      const sessions = await store.ctx.db.read.selectFrom('inventory_count_import').selectAll().execute()
      expect(sessions).toEqual([])
    })
  })
}
