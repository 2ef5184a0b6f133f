import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../testing/store-day.ts'
import { auditPage } from './audit-page.ts'
import { appendAudit } from './chain.ts'
import { verifyAudit } from './verify.ts'

/** What the audit log must do alike on both databases. */
export function auditContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the audit log on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    function append(count: number, ctx = store.ctx): Promise<void> {
      const { personId } = store.actor('chloe')
      const entries = Array.from({ length: count }, (_, index) => ({
        facilityId: store.facilityId,
        at: store.clock.now,
        tag: 'test.happened',
        subjectKind: 'test',
        subjectId: `subject ${index % 3}`,
        after: { index },
      }))
      return ctx.db.write((tx) => appendAudit(tx, { orgId: store.orgId, personId, deviceId: null }, entries))
    }

    function tamper(work: Parameters<Store['ctx']['db']['write']>[0]): Promise<unknown> {
      return store.ctx.db.write(work)
    }

    test('a chain that nobody touched is whole', async () => {
      await append(1203)
      const before = await verifyAudit(store.ctx, store.facilityId)
      expect(before).toEqual({ kind: 'whole', rows: 1203 })
    })

    test('rows appended by several processes at once form one chain', async () => {
      const other = await store.process('two')
      await Promise.all([append(3), append(4, other), append(5), append(6, other)])
      expect(await verifyAudit(store.ctx, store.facilityId)).toEqual({ kind: 'whole', rows: 18 })
    })

    test('a changed row is found and named', async () => {
      await append(9)
      await tamper((tx) =>
        tx.updateTable('reflexion_log').set({ reason: 'nothing to see' }).where('seq', '=', 4).execute(),
      )
      expect(await verifyAudit(store.ctx, store.facilityId)).toEqual({
        kind: 'broken',
        rows: 3,
        seq: 4,
        message: 'Row 4 is not as it was written.',
      })
    })

    test('a removed row is found and named, in the middle and at the end', async () => {
      await append(9)
      await tamper((tx) => tx.deleteFrom('reflexion_log').where('seq', '=', 9).execute())
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'broken', seq: 9 })
      await tamper((tx) => tx.deleteFrom('reflexion_log').where('seq', '=', 5).execute())
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ message: 'Row 5 is missing.' })
    })

    test('a row whose hash was made to fit is found by the row after it', async () => {
      await append(9)
      await tamper((tx) =>
        tx
          .updateTable('reflexion_log')
          .set({ hash: new Uint8Array(32).fill(1) })
          .where('seq', '=', 4)
          .execute(),
      )
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'broken', seq: 4 })
    })

    test('is read newest first, page by page, and of one subject', async () => {
      await append(150)
      const chloe = store.actor('chloe')
      const first = await auditPage(store.ctx, chloe, { facilityId: store.facilityId })
      expect(first.rows.map((row) => row.seq)).toEqual(Array.from({ length: 100 }, (_, index) => 150 - index))
      expect(first.rows[0]).toMatchObject({ actor: 'chloe', tag: 'test.happened', after: '{"index":149}' })
      const rest = await auditPage(store.ctx, chloe, {
        facilityId: store.facilityId,
        cursor: first.next ?? '',
      })
      expect([rest.rows.length, rest.next]).toEqual([50, null])
      const one = await auditPage(store.ctx, chloe, { facilityId: store.facilityId, subjectId: 'subject 1' })
      expect(one.rows).toHaveLength(50)
    })

    test('is not for associates, and not for another facility', async () => {
      const query = { facilityId: store.facilityId }
      await expect(auditPage(store.ctx, store.actor('ana'), query)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      const stranger = { ...store.actor('chloe'), grants: [] }
      await expect(auditPage(store.ctx, stranger, query)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
    })
  })
}
