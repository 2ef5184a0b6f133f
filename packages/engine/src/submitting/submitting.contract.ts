import { ProblemError } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { decideLate } from '../deciding/decide-late.ts'
import { decide } from '../deciding/decide.ts'
import { reopenSession } from '../ingest/reopen.ts'
import { voidSession } from '../ingest/void-session.ts'
import { cancelRun } from '../planning/cancel-run.ts'
import { listRuns, runDetail } from '../planning/runs.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { checklist } from '../reports/checklist.ts'
import { review } from '../reports/review.ts'
import { openStore, pieces, type Store } from '../testing/store-day.ts'
import { answerSubmission } from './answer-submission.ts'
import { explainArea } from './explain-area.ts'
import { runSubmissions, submissionList } from './submission-list.ts'
import { submitFacility } from './submit-facility.ts'

/** What handing a count to HQ must do alike on both databases. */
export function submittingContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`submitting to HQ on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    /** Everything of the store counted, compared and decided; cola was found in both areas. */
    async function decided() {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(5), occurredAt: 0 })
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      const phones = [
        await store.phone(runId, 'ana', 'front'),
        await store.phone(runId, 'ben', 'back'),
      ] as const
      for (const [index, phone] of phones.entries()) {
        phone.scan('cola', { bin: index === 0 ? 'A1' : 'B1' })
        await phone.submit()
      }
      await reconcileWhenReady(store.ctx, runId)
      await approveOpen(runId)
      return { runId, ana: phones[0], ben: phones[1] }
    }

    async function approveOpen(runId: RunId) {
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      await decide(store.ctx, store.actor('chloe'), runId, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: await store.reason('found-stock'),
        note: '',
      })
    }

    const submit = (runId: RunId, note = '', who: 'chloe' | 'dora' | 'hugo' = 'chloe') =>
      submitFacility(store.ctx, store.actor(who), runId, { note })
    const accept = (runId: RunId, number = 1) =>
      answerSubmission(store.ctx, store.actor('hugo'), runId, { number, outcome: 'accepted', note: '' })
    const giveBack = (runId: RunId, note = 'Recount the front', number = 1) =>
      answerSubmission(store.ctx, store.actor('hugo'), runId, { number, outcome: 'returned', note })
    const waiting = () => submissionList(store.ctx, store.actor('hugo'), { state: 'waiting' })

    test('what waits for HQ is listed with what it comes to, the oldest first', async () => {
      const { runId } = await decided()
      expect(await waiting()).toEqual({ waiting: 0, next: null, submissions: [] })
      await submit(runId, 'Two were behind the fridge')
      const list = await waiting()
      expect(list.waiting).toBe(1)
      expect(list.submissions).toMatchObject([
        {
          runId,
          facilityName: 'Lisbon',
          submission: {
            number: 1,
            submittedBy: 'chloe',
            submittedAt: store.clock.now,
            note: 'Two were behind the fridge',
            outcome: null,
          },
          lines: 2,
          differing: 2,
          netMilli: pieces(-3),
          absoluteMilli: pieces(5),
          currency: 'EUR',
          netCostMicros: '-2400000',
          absoluteCostMicros: '4000000',
        },
      ])
    })

    test('a count that HQ accepted changes no more, and stands among what was answered', async () => {
      const { runId, ana } = await decided()
      await submit(runId)
      const run = await accept(runId)
      expect(run).toMatchObject({
        status: 'accepted',
        submission: { number: 1, outcome: 'accepted', answeredBy: 'hugo', answeredAt: store.clock.now },
      })
      expect((await waiting()).submissions).toEqual([])
      const answered = await submissionList(store.ctx, store.actor('hugo'), { state: 'answered' })
      expect(answered.submissions.map((row) => [row.runId, row.submission.outcome])).toEqual([
        [runId, 'accepted'],
      ])
      await expect(submit(runId)).rejects.toMatchObject({ problem: { kind: 'closed' } })
      await expect(accept(runId)).rejects.toMatchObject({ problem: { kind: 'closed' } })
      await expect(cancelRun(store.ctx, store.actor('hugo'), { runId, reason: 'no' })).rejects.toMatchObject({
        problem: { kind: 'closed' },
      })
      const late = ana.scan('cola', { bin: 'A1' })
      await ana.send()
      const body = { sessionId: ana.sessionId, scanIds: [late], accept: true, reason: '' }
      await expect(decideLate(store.ctx, store.actor('chloe'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'closed', message: 'HQ accepted this count; its figures no longer change.' },
      })
    })

    test('a returned count is open again with the reason, and is submitted a second time', async () => {
      const { runId, ana } = await decided()
      await submit(runId, 'Done')
      store.clock.now += 60_000
      const returned = await giveBack(runId, 'The front was counted before opening')
      expect(returned).toMatchObject({
        status: 'returned',
        submission: { number: 1, answer: 'The front was counted before opening', answeredBy: 'hugo' },
      })
      expect((await listRuns(store.ctx, store.actor('chloe'), { status: 'returned' })).runs).toHaveLength(1)

      await reopenSession(store.ctx, store.actor('chloe'), {
        sessionId: ana.sessionId,
        reason: 'HQ asked',
      })
      ana.resume()
      ana.scan('tea', { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approveOpen(runId)
      const again = await submit(runId, 'Counted the front again', 'dora')
      expect(again).toMatchObject({ status: 'submitted', submission: { number: 2, outcome: null } })
      await accept(runId, 2)

      const { submissions } = await runSubmissions(store.ctx, store.actor('chloe'), runId)
      expect(
        submissions.map((row) => [row.number, row.submittedBy, row.note, row.outcome, row.answer]),
      ).toEqual([
        [2, 'dora', 'Counted the front again', 'accepted', ''],
        [1, 'chloe', 'Done', 'returned', 'The front was counted before opening'],
      ])
    })

    test('AUD-1 who submitted, returned and accepted stands in the audit log with the reason', async () => {
      const { runId } = await decided()
      await submit(runId, 'Done')
      await giveBack(runId, 'Look at the tea')
      await submit(runId)
      await accept(runId, 2)
      const { rows } = await auditPage(store.ctx, store.actor('chloe'), {
        facilityId: store.facilityId,
        subjectId: runId,
      })
      const told = rows.filter((row) => /run\.(submitted|returned|accepted)/.test(row.tag))
      expect(told.map((row) => [row.tag, row.actor, row.reason])).toEqual([
        ['run.accepted', 'hugo', null],
        ['run.submitted', 'chloe', null],
        ['run.returned', 'hugo', 'Look at the tea'],
        ['run.submitted', 'chloe', 'Done'],
      ])
      expect(JSON.parse(told[0]?.before ?? '')).toEqual({ status: 'submitted', number: 2 })
    })

    test('an area that nobody counted holds the submitting until somebody says why', async () => {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scan('cola', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approveOpen(runId)
      const chloe = store.actor('chloe')
      const asked = { runId, areaId: store.area('back') }
      expect(await checklist(store.ctx, chloe, runId)).toMatchObject({
        items: [{ kind: 'areas-not-submitted', message: 'Not submitted yet: Back.' }],
        uncounted: [{ areaName: 'Back', explained: null }],
      })
      await expect(submit(runId)).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      await expect(
        explainArea(store.ctx, chloe, { runId, areaId: store.area('front') }, { reason: 'was' }),
      ).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      const told = await explainArea(store.ctx, chloe, asked, { reason: 'Flooded' })
      expect(told).toMatchObject({
        items: [],
        uncounted: [{ explained: { reason: 'Flooded', by: 'chloe', at: store.clock.now } }],
      })
      await explainArea(store.ctx, chloe, asked, { reason: 'Flooded, and locked' })
      expect(await submit(runId)).toMatchObject({ status: 'submitted' })
      await expect(explainArea(store.ctx, chloe, asked, { reason: 'again' })).rejects.toMatchObject({
        problem: { kind: 'closed' },
      })
      const { rows } = await auditPage(store.ctx, chloe, { facilityId: store.facilityId, subjectId: runId })
      expect(rows.filter((row) => row.tag === 'area.explained').map((row) => row.reason)).toEqual([
        'Flooded, and locked',
        'Flooded',
      ])
    })

    test('an area that somebody has cannot be explained away', async () => {
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      await expect(
        explainArea(store.ctx, store.actor('chloe'), { runId, areaId: store.area('back') }, { reason: 'x' }),
      ).rejects.toMatchObject({
        problem: {
          kind: 'not-ready',
          message: 'Only an area that nobody counted and nobody has can be explained. Take it back first.',
        },
      })
    })

    test('nobody accepts what they submitted themselves', async () => {
      const { runId } = await decided()
      await submit(runId, '', 'hugo')
      expect((await runSubmissions(store.ctx, store.actor('hugo'), runId)).own).toBe('submitted')
      expect(problemOf(await accept(runId).catch((error: unknown) => error))).toMatchObject({
        kind: 'own-count',
        message: 'You submitted this count yourself. Somebody else has to accept it.',
      })
      expect(await runDetail(store.ctx, store.actor('hugo'), runId)).toMatchObject({ status: 'submitted' })
    })

    test('nobody accepts a run in which they counted, unless that session was voided', async () => {
      const { runId, ana } = await decided()
      await submit(runId)
      const counter = { ...store.actor('ana'), grants: store.actor('hugo').grants }
      const asAna = (outcome: 'accepted') =>
        answerSubmission(store.ctx, counter, runId, { number: 1, outcome, note: '' })
      expect((await runSubmissions(store.ctx, counter, runId)).own).toBe('counted')
      expect(problemOf(await asAna('accepted').catch((error: unknown) => error))).toMatchObject({
        kind: 'own-count',
        message: 'You counted in this run yourself. Somebody else has to accept it.',
      })
      await giveBack(runId)
      await voidSession(store.ctx, store.actor('chloe'), { sessionId: ana.sessionId, reason: 'wrong shop' })
      expect((await runSubmissions(store.ctx, counter, runId)).own).toBeNull()
    })

    test('a manager does not accept, and HQ of another company does not find it', async () => {
      const { runId } = await decided()
      await submit(runId)
      const body = { number: 1, outcome: 'accepted' as const, note: '' }
      await expect(answerSubmission(store.ctx, store.actor('dora'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      const foreign = { ...store.actor('hugo'), orgId: store.ctx.newId<Store['orgId']>() }
      await expect(answerSubmission(store.ctx, foreign, runId, body)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      expect(await submissionList(store.ctx, foreign, { state: 'waiting' })).toMatchObject({ waiting: 0 })
      expect(await submissionList(store.ctx, store.actor('dora'), { state: 'waiting' })).toMatchObject({
        waiting: 0,
        submissions: [],
      })
    })

    test('an answer to another submission than the one that waits is refused', async () => {
      const { runId } = await decided()
      await submit(runId)
      const body = { number: 7, outcome: 'accepted' as const, note: '' }
      await expect(answerSubmission(store.ctx, store.actor('hugo'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
      expect((await waiting()).submissions).toHaveLength(1)
    })

    test('scans that arrive while it lies with HQ hold the accepting, not the returning', async () => {
      const { runId, ana } = await decided()
      await submit(runId)
      ana.scan('cola', { bin: 'A1' })
      await ana.send()
      expect(problemOf(await accept(runId).catch((error: unknown) => error))).toMatchObject({
        kind: 'not-ready',
        message:
          'Something arrived since this count was submitted, so it can only be returned. 1 late scan waits for a decision.',
      })
      expect(await giveBack(runId, 'A late scan')).toMatchObject({ status: 'returned' })
    })

    test('of two answers at the same moment one wins and the other is told', async () => {
      const { runId } = await decided()
      await submit(runId)
      const other = await store.process('two')
      const outcomes = await Promise.allSettled([
        accept(runId),
        answerSubmission(other, store.actor('hugo'), runId, { number: 1, outcome: 'returned', note: 'No' }),
      ])
      expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
      const lost = outcomes.find((outcome) => outcome.status === 'rejected')
      expect(problemOf(lost?.reason).kind).toBe('closed')
    })
  })
}

function problemOf(error: unknown): ProblemError['problem'] {
  if (error instanceof ProblemError) return error.problem
  throw error instanceof Error ? error : new Error(`not a problem: ${String(error)}`)
}
