import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliverOnce } from '../delivery/deliver.ts'
import { reconcileRun, reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { checklist } from '../reports/checklist.ts'
import type { Body } from '../reports/reply.ts'
import { review } from '../reports/review.ts'
import { skuTotals } from '../reports/sku-totals.ts'
import { unknownCodes } from '../reports/unknown-codes.ts'
import { at, openStore, pieces, type Product, type Store } from '../testing/store-day.ts'
import { decideLate } from './decide-late.ts'
import { decide } from './decide.ts'
import { matchCode } from './match-code.ts'
import { submitFacility } from '../submitting/submit-facility.ts'

/** What a decision must rest on alike on both databases: somebody else's count, and figures that still hold. */
export function groundsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the grounds of a decision on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    function shelved(product: Product, bin: string, count: number, lot?: string) {
      const what = { product, location: `bin-${bin}`, quantityMilli: pieces(count), occurredAt: 0 }
      store.backend.book({ ...what, ...(lot === undefined ? {} : { lot }) })
    }

    function sold(product: Product, bin: string, count: number, occurredAt = store.clock.now) {
      const what = { product, location: `bin-${bin}`, quantityMilli: -pieces(count), kind: 'sale' }
      store.backend.book({ ...what, occurredAt, recordedAt: store.clock.now })
    }

    async function seen(runId: RunId) {
      const { lines } = await review(store.ctx, store.actor('dora'), runId, { sort: 'location' })
      return lines
    }

    /** What the manager would send who approves every open line as it is shown now. */
    async function approval(runId: RunId): Promise<Body<'decide'>> {
      const open = (await seen(runId)).filter((line) => line.decision === null)
      const lines = open.map(({ varianceId, version }) => ({ varianceId, version }))
      return { lines, outcome: 'approved', reasonId: await store.reason('damaged'), note: 'Looked twice' }
    }

    test('ADJ-1 nobody writes off what they themselves did not find, nor what they found empty with somebody', async () => {
      shelved('cola', 'A1', 3)
      shelved('crisps', 'A2', 4)
      shelved('tea', 'B1', 2)
      const runId = await store.plan({ front: ['chloe', 'ana'], back: ['ben'] })
      const chloe = await store.phone(runId, 'chloe', 'front')
      chloe.foundEmpty('A2')
      await chloe.submit()
      const ana = await store.phone(runId, 'ana', 'front')
      ana.foundEmpty('A2')
      await ana.submit()
      const ben = await store.phone(runId, 'ben', 'back')
      await ben.submit()
      await reconcileWhenReady(store.ctx, runId)
      const body = await approval(runId)
      const [cola, crisps, tea] = body.lines
      for (const own of [cola, crisps]) {
        const lines = [own ?? expect.fail()]
        await expect(
          decide(store.ctx, store.actor('chloe'), runId, { ...body, lines }),
        ).rejects.toMatchObject({ problem: { kind: 'own-count' } })
      }
      const theirs = { ...body, lines: [tea ?? expect.fail()] }
      expect(await decide(store.ctx, store.actor('chloe'), runId, theirs)).toEqual({
        decided: 1,
        proposals: 1,
        waiting: 0,
      })
      const others = { ...body, lines: body.lines.slice(0, 2) }
      expect(await decide(store.ctx, store.actor('dora'), runId, others)).toEqual({
        decided: 2,
        proposals: 2,
        waiting: 0,
      })
    })

    test('EXEC-10 a bin found empty late and a second submit move no figure until they are accepted', async () => {
      shelved('cola', 'A1', 3)
      shelved('crisps', 'A2', 4)
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      store.clock.now = at('10:00')
      ana.foundEmpty('A2')
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      store.clock.now = at('11:00')
      sold('cola', 'A1', 1)
      sold('crisps', 'A2', 1)
      store.clock.now = at('12:00')
      const late = ana.foundEmpty('A2')
      await ana.submit()
      const expected = async () => {
        await reconcileRun(store.ctx, store.actor('dora'), runId)
        return (await seen(runId)).map((line) => [line.title, line.countedState, line.expectedMilli / 1000])
      }
      expect(await expected()).toEqual([
        ['cola', 'not-found', 3],
        ['crisps', 'confirmed-empty', 4],
      ])
      const body = { sessionId: ana.sessionId, scanIds: [late], accept: true, reason: '' }
      await decideLate(store.ctx, store.actor('dora'), runId, body)
      expect(await expected()).toEqual([
        ['cola', 'not-found', 3],
        ['crisps', 'confirmed-empty', 3],
      ])
    })

    test('what a reconciliation that failed did not see is not submitted to HQ without', async () => {
      shelved('cola', 'A1', 5)
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      const ben = await store.phone(runId, 'ben', 'back')
      await ben.submit()
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 5, { bin: 'A1' })
      const code = ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const dora = store.actor('dora')
      await decide(store.ctx, dora, runId, { ...(await approval(runId)), outcome: 'rejected' })
      const late = ana.undo(code)
      await ana.send()
      const [unknown] = (await unknownCodes(store.ctx, dora, runId)).codes
      const { sessionId } = ana
      const what = { sessionId, codeKey: unknown?.codeKey ?? '', packUnits: 1 }
      const older = [
        { kind: 'undecided', count: 1, message: 'The review is older than the scans; read again.' },
      ]
      const standing = async () => (await checklist(store.ctx, dora, runId)).items

      for (const change of [
        () => decideLate(store.ctx, dora, runId, { sessionId, scanIds: [late], accept: true, reason: '' }),
        () => matchCode(store.ctx, dora, runId, { ...what, productId: store.product('tea') }),
      ]) {
        store.backend.faults.plan('on-hand', 'unavailable')
        await change()
        expect(await standing()).toEqual(older)
        await expect(submitFacility(store.ctx, dora, runId, { note: 'Looked twice' })).rejects.toMatchObject({
          problem: { kind: 'not-ready' },
        })
        await reconcileRun(store.ctx, dora, runId)
        expect(await standing()).toEqual([])
      }
      ana.pause()
      await ana.send()
      expect(await standing()).toEqual([])
      expect(await submitFacility(store.ctx, dora, runId, { note: 'Looked twice' })).toMatchObject({
        status: 'submitted',
      })
    })

    test('a decided line whose count or stock is in another line by now is retired, and nothing is added up twice', async () => {
      shelved('milk', 'A1', 5, 'L1')
      shelved('crisps', 'A2', 3)
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const dora = store.actor('dora')
      const [unknown] = (await unknownCodes(store.ctx, dora, runId)).codes
      const { sessionId } = ana
      const what = { sessionId, codeKey: unknown?.codeKey ?? '', packUnits: 1 }
      await matchCode(store.ctx, dora, runId, { ...what, productId: store.product('cola') })
      const body = await approval(runId)
      const crisps = (await seen(runId)).find((line) => line.title === 'crisps')?.varianceId
      const isCrisps = (line: { varianceId: string }) => line.varianceId === crisps
      await decide(store.ctx, dora, runId, { ...body, lines: body.lines.filter(isCrisps) })
      const others = body.lines.filter((line) => !isCrisps(line))
      await decide(store.ctx, dora, runId, { ...body, lines: others, outcome: 'rejected' })
      await deliverOnce(store.ctx)

      await matchCode(store.ctx, dora, runId, { ...what, productId: store.product('tea') })
      const late = ana.set('milk', 5, { bin: 'A1' })
      await ana.send()
      await decideLate(store.ctx, dora, runId, { sessionId, scanIds: [late], accept: true, reason: '' })
      expect((await seen(runId)).map((line) => [line.title, line.lot, line.decision?.outcome])).toEqual([
        ['milk', null, 'no-variance'],
        ['tea', null, undefined],
        ['crisps', null, 'approved'],
      ])
      const totals = await skuTotals(store.ctx, dora, runId, {})
      expect(
        totals.lines.map((line) => [line.sku, line.expectedMilli / 1000, line.countedMilli / 1000]),
      ).toEqual([
        ['CRISPS', 3, 0],
        ['MILK', 5, 5],
        ['TEA', 0, 1],
      ])
      const audit = await store.ctx.db.read
        .selectFrom('reflexion_log')
        .select('tag')
        .where('tag', '=', 'variance.retired')
        .execute()
      expect(audit).toHaveLength(2)
    })

    /** A front that Ana counted one cola short; compared. */
    async function oneShort(when = '10:00', counted = 4) {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      store.clock.now = at(when)
      ana.set('cola', counted, { bin: 'A1' })
      ana.set('tea', 6, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      return runId
    }

    const approve = (runId: RunId, body: Body<'decide'>) =>
      decide(store.ctx, store.actor('chloe'), runId, body)

    test('a sale before the count that was booked after the read is not written off a second time', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 5)
      const runId = await oneShort()
      const body = await approval(runId)
      expect(body.lines).toHaveLength(2)
      store.clock.now = at('11:00')
      sold('cola', 'A1', 1, at('09:30'))
      await expect(approve(runId, body)).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile', message: 'COLA at A1 changed since you saw it.' },
      })
      store.clock.now = at('11:01')
      store.backend.faults.plan('on-hand', 'unavailable')
      const left = await approval(runId)
      expect(left.lines).toHaveLength(1)
      await expect(approve(runId, left)).rejects.toMatchObject({ problem: { kind: 'busy' } })
      expect(await approve(runId, left)).toEqual({ decided: 1, proposals: 1, waiting: 0 })
      await deliverOnce(store.ctx)
      expect(store.backend.onHand('cola', 'bin-A1')).toBe(pieces(4))
    })

    test('what is approved one after the other within a minute is approved by one read of the book', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 5)
      const runId = await oneShort()
      const body = await approval(runId)
      const before = store.backend.calls.length
      store.clock.now += 60_000
      for (const line of body.lines) {
        expect(await approve(runId, { ...body, lines: [line] })).toEqual({
          decided: 1,
          proposals: 1,
          waiting: 0,
        })
        store.clock.now += 20_000
      }
      expect(store.backend.calls.slice(before).map(({ call }) => call)).toEqual(['on-hand', 'movements'])
    })

    test('what another run adjusts is not adjusted again: not while it waits, nor by an older count', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 6)
      const older = await oneShort('10:00')
      const newer = await oneShort('11:00')
      const body = await approval(older)
      expect(await approve(newer, await approval(newer))).toEqual({ decided: 1, proposals: 1, waiting: 0 })
      await expect(approve(older, body)).rejects.toMatchObject({
        problem: {
          kind: 'not-ready',
          message:
            'COLA at A1 is adjusted by another run; wait until that is booked, or reject it if that count is newer.',
        },
      })
      store.clock.now = at('12:00')
      await deliverOnce(store.ctx)
      await expect(approve(older, body)).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      expect(await approve(older, { ...body, outcome: 'rejected' })).toEqual({
        decided: 1,
        proposals: 0,
        waiting: 0,
      })
      expect(store.backend.onHand('cola', 'bin-A1')).toBe(pieces(4))
    })

    test('what an older count of another run had adjusted meanwhile is expected by the newer one', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 6)
      const older = await oneShort('10:00')
      const newer = await oneShort('11:00')
      const body = await approval(newer)
      await approve(older, await approval(older))
      store.clock.now = at('12:00')
      await deliverOnce(store.ctx)
      await expect(approve(newer, body)).rejects.toMatchObject({ problem: { kind: 'changed-meanwhile' } })
      const cola = (await seen(newer)).find((line) => line.title === 'cola')
      expect(cola).toMatchObject({ expectedMilli: pieces(4), decision: { outcome: 'no-variance' } })
    })
  })
}
