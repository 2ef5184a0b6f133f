import { ProblemError, type BodyOf, type routes } from '@cyclecount/contract'
import { fakeId, type ReasonId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import type { Actor } from '../context.ts'
import { decide } from '../deciding/decide.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { answerReversal, reverseProposal } from '../delivery/reversal-requests.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { proposalList } from '../reports/proposals.ts'
import { reasonList } from '../reports/reasons.ts'
import { review } from '../reports/review.ts'
import { openStore, pieces, type Store } from '../testing/store-day.ts'
import { reasonSettings } from './reason-settings.ts'
import { saveReasons } from './save-reasons.ts'

type Wanted = BodyOf<typeof routes.saveReasons>['reasons'][number]

/** What a company may do with its reasons, alike on both databases. */
export function reasonsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`reasons on ${name}`, () => {
    let store: Store
    let olga: Actor

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      olga = { ...store.actor('hugo'), grants: [{ role: 'administrator', facilityId: null }] }
    })
    afterEach(() => store.close())

    const settings = () => reasonSettings(store.ctx, olga)
    const codes = async () =>
      (await reasonList(store.ctx, store.actor('chloe'))).reasons.map(({ code }) => code)

    async function save(change: (reasons: Wanted[]) => Wanted[], as = olga) {
      const { seen, reasons } = await settings()
      const wanted = reasons.map(({ system: _system, ...reason }): Wanted => ({ ...reason }))
      return saveReasons(store.ctx, as, { seen, reasons: change(wanted) })
    }
    const pests: Wanted = {
      reasonId: null,
      code: 'pests',
      label: 'Eaten by pests',
      active: true,
      backendCodes: [],
    }
    const changed = (code: string, more: Partial<Wanted>) => (reasons: Wanted[]) =>
      reasons.map((reason) => (reason.code === code ? { ...reason, ...more } : reason))

    async function approved(reasonId: ReasonId) {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(5), occurredAt: 0 })
      store.backend.book({ product: 'gum', location: 'bin-A1', quantityMilli: pieces(2), occurredAt: 0 })
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 4, { bin: 'A1' })
      ana.set('gum', 2, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      await decide(store.ctx, store.actor('chloe'), runId, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId,
        note: '',
      })
      await deliverOnce(store.ctx)
      return runId
    }

    test('an added reason is offered at its place, a retired one no more', async () => {
      await save((reasons) => [
        pests,
        ...reasons.map((reason) => (reason.code === 'expired' ? { ...reason, active: false } : reason)),
      ])
      const offered = await codes()
      expect(offered[0]).toBe('pests')
      expect(offered).not.toContain('expired')
      await expect(
        approved((await settings()).reasons.find(({ code }) => code === 'expired')?.reasonId ?? fakeId('x')),
      ).rejects.toMatchObject({
        problem: { kind: 'bad-request', message: '“Past its date, taken off” is no longer in use.' },
      })
    })

    test('a renamed or retired reason still stands on what was decided with it', async () => {
      const runId = await approved(await store.reason('damaged'))
      await save(changed('damaged', { label: 'Broken in the store', active: false }))
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'decided' })
      expect(
        lines
          .toSorted((a, b) => ((a.sku ?? '') < (b.sku ?? '') ? -1 : 1))
          .map(({ sku, decision }) => [sku, decision?.outcome, decision?.reasonLabel]),
      ).toEqual([
        ['COLA', 'approved', 'Broken in the store'],
        ['GUM', 'no-variance', 'Counted as expected'],
      ])
    })

    test('a reason is never deleted, nor does its code change', async () => {
      const left = await save((reasons) => reasons.filter(({ code }) => code !== 'damaged')).catch(problemOf)
      expect(left).toMatchObject({
        kind: 'bad-request',
        message: '“Damaged or broken” is missing. A reason is retired, never deleted.',
      })
      const other = await save(changed('damaged', { code: 'broken' })).catch(problemOf)
      expect(other).toMatchObject({ message: 'The code “damaged” stays: what was decided refers to it.' })
      const twice = await save((reasons) => [...reasons, { ...pests, code: 'damaged' }]).catch(problemOf)
      expect(twice).toMatchObject({ message: 'Two reasons have the code “damaged”.' })
      expect(await codes()).toContain('damaged')
    })

    test('a reason that rules give is renamed but not retired', async () => {
      const kept = await save(changed('counted-as-expected', { active: false })).catch(problemOf)
      expect(kept).toMatchObject({
        message: '“Counted as expected” is given by rules and cannot be retired.',
      })
      await save(changed('counted-as-expected', { label: 'As expected' }))
      expect((await settings()).reasons.find(({ system }) => system)?.label).toBe('As expected')
    })

    test('the backend is told what it calls the reason, also when the adjustment is reversed', async () => {
      await save((reasons) => [
        ...reasons,
        { ...pests, backendCodes: [{ backendId: store.backendId, code: 'SHRINK-07' }] },
      ])
      const runId = await approved(await store.reason('pests'))
      expect(store.backend.adjustments.map(({ reason }) => reason)).toEqual(['SHRINK-07'])
      const list = await proposalList(store.ctx, store.actor('chloe'), { runId })
      expect(list.proposals.map(({ reason }) => reason)).toEqual(['Eaten by pests'])
      const params = { proposalId: list.proposals[0]?.proposalId ?? fakeId('none') }
      const asked = { reasonId: await store.reason('pests'), note: 'They were not' }
      await reverseProposal(store.ctx, store.actor('chloe'), params, asked)
      await answerReversal(store.ctx, store.actor('dora'), params, { outcome: 'approved', note: '' })
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments.map(({ reason }) => reason)).toEqual(['SHRINK-07', 'SHRINK-07'])
    })

    test('of two administrators at once the second is told that the reasons are others by now', async () => {
      const { seen, reasons } = await settings()
      const wanted = reasons.map(({ system: _system, ...reason }) => reason)
      await saveReasons(store.ctx, olga, { seen, reasons: [...wanted, pests] })
      const late = { seen, reasons: [...wanted, { ...pests, code: 'mould' }] }
      await expect(saveReasons(store.ctx, olga, late)).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
      expect(await codes()).not.toContain('mould')
    })

    test('who does not administer the whole company changes nothing', async () => {
      const here = { ...olga, grants: [{ role: 'administrator' as const, facilityId: store.facilityId }] }
      await expect(save((reasons) => reasons, here)).rejects.toMatchObject({ problem: { kind: 'forbidden' } })
      await expect(save((reasons) => reasons, store.actor('chloe'))).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
    })

    test('every change stands in the audit log with what it was before; saving nothing new tells nothing', async () => {
      await save((reasons) => reasons)
      await save(changed('damaged', { label: 'Broken' }))
      await save((reasons) => reasons.toReversed())
      const { rows } = await auditPage(store.ctx, olga, { facilityId: store.facilityId })
      const told = rows.filter(({ tag }) => tag.startsWith('reason'))
      expect(told.map(({ tag, actor }) => [tag, actor])).toEqual([
        ['reasons.ordered', 'hugo'],
        ['reason.changed', 'hugo'],
        // Those that a company begins with.
        ['reasons.added', null],
      ])
      expect(JSON.parse(told[1]?.before ?? '')).toMatchObject({ label: 'Damaged or broken' })
      expect(JSON.parse(told[1]?.after ?? '')).toMatchObject({ label: 'Broken' })
    })
  })
}

function problemOf(error: unknown): ProblemError['problem'] {
  if (error instanceof ProblemError) return error.problem
  throw error instanceof Error ? error : new Error(`not a problem: ${String(error)}`)
}
