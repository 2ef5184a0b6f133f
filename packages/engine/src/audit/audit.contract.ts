import { freeAuditLog } from '@cyclecount/db/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../testing/store-day.ts'
import { auditAnchors } from './anchors.ts'
import { auditPage } from './audit-page.ts'
import { appendAudit, auditHash, GENESIS } from './chain.ts'
import { exportAudit } from './export-audit.ts'
import { verifyAudit } from './verify.ts'

/** What the audit log must do alike on both databases. */
export function auditContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the audit log on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      // What made the store is told already; here its log begins.
      await tamper(async (tx) => {
        await tx.deleteFrom('reflexion_log').execute()
        await tx.deleteFrom('audit_head').execute()
      })
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
      return store.ctx.db.write(async (tx) => {
        await freeAuditLog(tx, store.ctx.db.dialect)
        return work(tx)
      })
    }

    test('a chain that nobody touched is whole', async () => {
      await append(1203)
      const before = await verifyAudit(store.ctx, store.facilityId)
      expect(before).toMatchObject({ kind: 'whole', rows: 1203 })
    })

    test('rows appended by several processes at once form one chain', async () => {
      const other = await store.process('two')
      await Promise.all([append(3), append(4, other), append(5), append(6, other)])
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'whole', rows: 18 })
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
        message: 'Entry 4 is not as it was written.',
      })
    })

    test('a removed row is found and named, in the middle and at the end', async () => {
      await append(9)
      await tamper((tx) => tx.deleteFrom('reflexion_log').where('seq', '=', 9).execute())
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'broken', seq: 9 })
      await tamper((tx) => tx.deleteFrom('reflexion_log').where('seq', '=', 5).execute())
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ message: 'Entry 5 is missing.' })
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

    /** Whoever has the whole database in hand: every row sealed anew, and the head with it. */
    async function forge(reason: string): Promise<void> {
      await tamper(async (tx) => {
        await tx.updateTable('reflexion_log').set({ reason }).where('seq', '=', 4).execute()
        const rows = await tx.selectFrom('reflexion_log').selectAll().orderBy('seq').execute()
        let previous: Uint8Array = GENESIS
        for (const row of rows) {
          const hash = auditHash(previous, row)
          await tx
            .updateTable('reflexion_log')
            .set({ prev_hash: previous, hash })
            .where('seq', '=', row.seq)
            .execute()
          previous = hash
        }
        await tx.updateTable('audit_head').set({ last_seq: rows.length, last_hash: previous }).execute()
      })
    }

    test('AUD-2 a chain that was forged from end to end is found beside what was noted elsewhere', async () => {
      await append(5)
      const early = await auditAnchors(store.ctx)
      await append(4)
      const anchors = [...early, ...(await auditAnchors(store.ctx))]
      expect(anchors.map(({ seq }) => seq)).toEqual([5, 9])
      expect(await verifyAudit(store.ctx, store.facilityId, anchors)).toEqual({
        kind: 'whole',
        rows: 9,
        hash: anchors[1]?.hash,
      })
      await forge('nothing to see')
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'whole' })
      expect(await verifyAudit(store.ctx, store.facilityId, anchors)).toMatchObject({
        kind: 'broken',
        seq: 5,
        message: 'Entry 5 is not the one that was noted outside the database.',
      })
    })

    test('AUD-2 a chain that was cut off, head and all, is found beside what was noted elsewhere', async () => {
      await append(9)
      const anchors = await auditAnchors(store.ctx)
      await tamper(async (tx) => {
        const row = await tx
          .selectFrom('reflexion_log')
          .select('hash')
          .where('seq', '=', 6)
          .executeTakeFirstOrThrow()
        await tx.deleteFrom('reflexion_log').where('seq', '>', 6).execute()
        await tx.updateTable('audit_head').set({ last_seq: 6, last_hash: row.hash }).execute()
      })
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'whole', rows: 6 })
      expect(await verifyAudit(store.ctx, store.facilityId, anchors)).toMatchObject({
        kind: 'broken',
        message: 'Entry 7 is missing.',
      })
    })

    test('AUD-2 is exported whole, oldest first, and gives a spreadsheet no formula', async () => {
      await append(1203)
      await store.ctx.db.write((tx) =>
        appendAudit(tx, { orgId: store.orgId, personId: null, deviceId: null }, [
          {
            facilityId: store.facilityId,
            at: store.clock.now,
            tag: 'test.happened',
            subjectKind: 'test',
            subjectId: 'last',
            reason: '=HYPERLINK("https://else.example")',
          },
        ]),
      )
      let text = ''
      for await (const part of exportAudit(store.ctx, store.actor('chloe'), store)) text += part
      const lines = text.trimEnd().split('\n')
      expect(lines).toHaveLength(1205)
      expect(lines[0]).toMatch(/^\ufeffseq,at,tag,actor,/)
      expect(lines[1]).toMatch(/^1,\d{4}-.*,test\.happened,chloe,/)
      expect(lines.at(-1)).toMatch(/^1204,.*,"'=HYPERLINK\(/)
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
