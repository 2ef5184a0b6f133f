import { ProblemError } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sessionHistory } from '../progress/session-history.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { checklist } from '../reports/checklist.ts'
import { lateScans } from '../reports/late-scans.ts'
import { proposalList } from '../reports/proposals.ts'
import { review } from '../reports/review.ts'
import { unknownCodes } from '../reports/unknown-codes.ts'
import { openStore, pieces, type Product, type Store } from '../testing/store-day.ts'
import { decideLate } from './decide-late.ts'
import { decide } from './decide.ts'
import { submitFacility } from '../submitting/submit-facility.ts'

/** What deciding must do alike on both databases. */
export function decidingContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`deciding on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    /** Ana counted the front: cola one short, tea one over, gum as expected, and what more is said; compared. */
    async function counted(more: (ana: Awaited<ReturnType<Store['phone']>>) => void = () => undefined) {
      for (const [product, bin] of [
        ['cola', 'A1'],
        ['tea', 'A2'],
        ['gum', 'A2'],
      ] as const satisfies [Product, string][]) {
        store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces(5), occurredAt: 0 })
      }
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 4, { bin: 'A1' })
      ana.set('tea', 6, { bin: 'A2' })
      ana.set('gum', 5, { bin: 'A2' })
      more(ana)
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      return { runId, ana }
    }

    async function open(runId: RunId) {
      const found = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      return found.lines.map(({ varianceId, version }) => ({ varianceId, version }))
    }

    async function approval(runId: RunId) {
      const reasonId = await store.reason('damaged')
      return { lines: await open(runId), outcome: 'approved' as const, reasonId, note: 'Seen it' }
    }

    async function stored() {
      const { read } = store.ctx.db
      const decisions = await read.selectFrom('inventory_var_dcsn_rsn').selectAll().execute()
      const proposals = await read.selectFrom('proposed_actions').selectAll().execute()
      const deliveries = await read
        .selectFrom('delivery')
        .selectAll()
        .where('kind', '=', 'adjustment')
        .execute()
      return { decisions: decisions.length, proposals: proposals.length, deliveries: deliveries.length }
    }

    test('ADJ-2 an approved line becomes a proposal with its basis and key, and waits for delivery', async () => {
      const { runId } = await counted()
      const reply = await decide(store.ctx, store.actor('chloe'), runId, await approval(runId))
      expect(reply).toEqual({ decided: 2, proposals: 2, waiting: 0 })

      const rows = await store.ctx.db.read
        .selectFrom('proposed_actions as a')
        .innerJoin('delivery as d', 'd.proposal_id', 'a.proposal_id')
        .selectAll('a')
        .select(['d.payload', 'd.idempotency_key as delivery_key', 'd.state'])
        .orderBy('a.delta_milli')
        .execute()
      expect(rows).toHaveLength(2)
      expect(rows[0]).toMatchObject({
        delta_milli: -pieces(1),
        status_id: 'pending',
        approved_by: store.actor('chloe').personId,
        location_id: store.bin('A1'),
        stock_state: 'available',
        state: 'waiting',
        delivery_key: rows[0]?.idempotency_key,
      })
      expect(JSON.parse(rows[0]?.basis ?? '')).toMatchObject({
        readAt: store.clock.now,
        readMilli: pieces(5),
        movedSinceMilli: 0,
        expectedMilli: pieces(5),
        countedMilli: pieces(4),
      })
      expect(JSON.parse(rows[0]?.payload ?? '')).toMatchObject({
        product: 'cola',
        location: 'bin-A1',
        facility: 'S1',
        deltaMilli: -pieces(1),
        reason: 'damaged',
        note: 'Seen it',
      })
      const list = await proposalList(store.ctx, store.actor('chloe'), { runId })
      expect(list.counts).toEqual({ pending: 2, asked: 0, accepted: 0, rejected: 0, failed: 0 })
      expect(list.proposals[0]).toMatchObject({
        approvedBy: 'chloe',
        reason: 'Damaged or broken',
        attempts: 0,
      })
    })

    test('a rejected line is decided and proposes nothing', async () => {
      const { runId } = await counted()
      const body = await approval(runId)
      const reply = await decide(store.ctx, store.actor('chloe'), runId, { ...body, outcome: 'rejected' })
      expect(reply).toEqual({ decided: 2, proposals: 0, waiting: 0 })
      expect(await open(runId)).toEqual([])
      expect(await stored()).toEqual({ decisions: 3, proposals: 0, deliveries: 0 })
    })

    test('AUD-1 who decided what stands in the history of the session and its items', async () => {
      const { runId, ana } = await counted()
      await decide(store.ctx, store.actor('chloe'), runId, await approval(runId))
      const history = await sessionHistory(store.ctx, store.actor('chloe'), ana.sessionId)
      expect(history).toMatchObject({ personName: 'ana', areaName: 'Front' })
      const told = history.statuses.map((row) => [row.item, row.status, row.by, row.reason])
      expect(told).toContainEqual(['cola · A1', 'approved', 'chloe', 'damaged'])
      expect(told).toContainEqual(['gum · A2', 'no-variance', null, 'counted-as-expected'])
      expect(history.statuses.filter((row) => row.item === null).map((row) => row.status)).toEqual([
        'counting',
        'submitting',
        'submitted',
      ])
      expect(history.devices).toEqual([{ label: "ana's phone", ackedThrough: 5 }])
    })

    test('nobody decides a line they counted, and then nothing of the whole is decided', async () => {
      const runId = await store.plan({ front: ['chloe'], back: ['ana'] })
      const chloe = await store.phone(runId, 'chloe', 'front')
      chloe.scan('cola', { bin: 'A1' })
      await chloe.submit()
      const ana = await store.phone(runId, 'ana', 'back')
      ana.scan('tea', { bin: 'B1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const body = await approval(runId)
      const failure = await decide(store.ctx, store.actor('chloe'), runId, body).catch(
        (error: unknown) => error,
      )
      expect(problemOf(failure)).toMatchObject({
        kind: 'own-count',
        message: 'COLA at A1 was counted by you; somebody else decides it.',
      })
      expect(await stored()).toEqual({ decisions: 0, proposals: 0, deliveries: 0 })
      const seen = await review(store.ctx, store.actor('chloe'), runId, { sort: 'location' })
      expect(seen.lines.map((line) => [line.title, line.ownCount])).toEqual([
        ['cola', true],
        ['tea', false],
      ])
      await decide(store.ctx, store.actor('dora'), runId, body)
      expect(await open(runId)).toEqual([])
    })

    test('of two approvers at the same moment one wins and the other is told', async () => {
      const { runId } = await counted()
      const body = await approval(runId)
      const other = await store.process('two')
      const outcomes = await Promise.allSettled([
        decide(store.ctx, store.actor('chloe'), runId, body),
        decide(other, store.actor('dora'), runId, body),
      ])
      expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
      const lost = outcomes.find((outcome) => outcome.status === 'rejected')
      expect(problemOf(lost?.reason).kind).toBe('already-decided')
      expect(await stored()).toEqual({ decisions: 3, proposals: 2, deliveries: 2 })
    })

    test('a line that has another version by now is not decided, and neither are those with it', async () => {
      const { runId } = await counted()
      const [first, ...others] = await open(runId)
      const body = await approval(runId)
      const lines = [{ ...(first ?? expect.fail()), version: 7 }, ...others]
      const failure = await decide(store.ctx, store.actor('chloe'), runId, { ...body, lines }).catch(
        (error: unknown) => error,
      )
      expect(problemOf(failure)).toMatchObject({ kind: 'changed-meanwhile' })
      expect(await stored()).toEqual({ decisions: 1, proposals: 0, deliveries: 0 })
    })

    test('an unknown code can be rejected but not approved', async () => {
      const { runId } = await counted((ana) => ana.scanUnknown('QQ-77', { bin: 'A1' }))
      const body = await approval(runId)
      const failure = await decide(store.ctx, store.actor('chloe'), runId, body).catch(
        (error: unknown) => error,
      )
      expect(problemOf(failure)).toMatchObject({
        kind: 'not-ready',
        message: 'QQ-77 at A1 is a code that means no product yet; match it first.',
      })
      await decide(store.ctx, store.actor('chloe'), runId, { ...body, outcome: 'rejected' })
      expect(await open(runId)).toEqual([])
    })

    test('reasons that only rules give are refused', async () => {
      const { runId } = await counted()
      const rule = await store.ctx.db.read
        .selectFrom('decision_reason')
        .select('reason_id')
        .where('code', '=', 'within-tolerance')
        .executeTakeFirstOrThrow()
      const body = { ...(await approval(runId)), reasonId: rule.reason_id }
      await expect(decide(store.ctx, store.actor('chloe'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'bad-request' },
      })
    })

    test('an associate may not decide, and a manager of another facility does not even find the run', async () => {
      const { runId } = await counted()
      const body = await approval(runId)
      const ana = store.actor('ana')
      await expect(decide(store.ctx, ana, runId, body)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      const elsewhere = { ...store.actor('chloe'), grants: [{ role: 'manager' as const, facilityId: null }] }
      const foreign = { ...elsewhere, orgId: store.ctx.newId<typeof elsewhere.orgId>() }
      await expect(decide(store.ctx, foreign, runId, body)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      const otherStore = {
        ...elsewhere,
        grants: [{ role: 'manager' as const, facilityId: store.ctx.newId<Store['facilityId']>() }],
      }
      await expect(decide(store.ctx, otherStore, runId, body)).rejects.toMatchObject({
        problem: { kind: 'not-found', message: 'There is no such run.' },
      })
    })

    test('the facility is submitted when nothing stands in the way, and everything that does is named', async () => {
      const { runId, ana } = await counted((phone) => phone.scanUnknown('QQ-77', { bin: 'A1' }))
      ana.scan('cola', { bin: 'A1' })
      await ana.send()
      const items = (await checklist(store.ctx, store.actor('chloe'), runId)).items
      expect(items.map(({ kind, message }) => [kind, message])).toEqual([
        ['areas-not-submitted', 'Not submitted yet: Back.'],
        ['unknown-codes', '1 unknown code is not matched.'],
        ['late-scans', '1 late scan waits for a decision.'],
        ['undecided', '2 lines are not decided.'],
      ])
      const refused = await submitFacility(store.ctx, store.actor('chloe'), runId, { note: '' }).catch(
        (error: unknown) => error,
      )
      expect(problemOf(refused)).toMatchObject({ kind: 'not-ready' })
      expect(problemOf(refused).details).toHaveLength(4)
    })

    test('a facility without open questions is submitted, and then its figures no longer change', async () => {
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      for (const [who, area] of [
        ['ana', 'front'],
        ['ben', 'back'],
      ] as const) {
        const phone = await store.phone(runId, who, area)
        phone.scan('cola', { bin: area === 'front' ? 'A1' : 'B1' })
        await phone.submit()
      }
      await reconcileWhenReady(store.ctx, runId)
      await decide(store.ctx, store.actor('chloe'), runId, await approval(runId))
      expect((await checklist(store.ctx, store.actor('chloe'), runId)).items).toEqual([])
      const run = await submitFacility(store.ctx, store.actor('chloe'), runId, { note: 'Done' })
      expect(run).toMatchObject({
        status: 'submitted',
        submission: { submittedAt: store.clock.now },
      })
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(false)
      await expect(
        submitFacility(store.ctx, store.actor('chloe'), runId, { note: '' }),
      ).rejects.toMatchObject({
        problem: { kind: 'closed' },
      })
    })

    test('late scans of one’s own are for somebody else to decide', async () => {
      const runId = await store.plan({ front: ['chloe'] })
      const chloe = await store.phone(runId, 'chloe', 'front')
      await chloe.submit()
      const late = chloe.scan('cola', { bin: 'A1' })
      await chloe.send()
      const body = { sessionId: chloe.sessionId, scanIds: [late], accept: true, reason: '' }
      await expect(decideLate(store.ctx, store.actor('chloe'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'own-count' },
      })
      await decideLate(store.ctx, store.actor('dora'), runId, body)
      await expect(decideLate(store.ctx, store.actor('dora'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
    })

    test('a late pause changes no figure and waits for nobody', async () => {
      const { runId, ana } = await counted()
      ana.pause()
      await ana.send()
      expect((await lateScans(store.ctx, store.actor('chloe'), runId)).sessions).toEqual([])
      const kinds = (await checklist(store.ctx, store.actor('chloe'), runId)).items.map((item) => item.kind)
      expect(kinds).not.toContain('late-scans')
    })

    test('an unknown code that was rejected no longer waits to be matched', async () => {
      const { runId } = await counted((ana) => ana.scanUnknown('QQ-77', { bin: 'A1' }))
      const body = await approval(runId)
      await decide(store.ctx, store.actor('chloe'), runId, { ...body, outcome: 'rejected' })
      const kinds = (await checklist(store.ctx, store.actor('chloe'), runId)).items.map((item) => item.kind)
      expect(kinds).toEqual(['areas-not-submitted'])
      expect((await unknownCodes(store.ctx, store.actor('chloe'), runId)).codes).toHaveLength(1)
    })
  })
}

function problemOf(error: unknown): ProblemError['problem'] {
  if (error instanceof ProblemError) return error.problem
  throw error instanceof Error ? error : new Error(`not a problem: ${String(error)}`)
}
