import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunId } from '@cyclecount/domain'
import { deliverOnce } from '../delivery/deliver.ts'
import { retryProposal } from '../delivery/retry-proposal.ts'
import { cancelRun } from '../planning/cancel-run.ts'
import { askRecount } from '../recounts/ask-recount.ts'
import { proposalList } from '../reports/proposals.ts'
import { review } from '../reports/review.ts'
import { resolveSetAside } from '../set-aside/resolve.ts'
import { setAsideList } from '../set-aside/set-aside-list.ts'
import { answerSubmission } from '../submitting/answer-submission.ts'
import { submitFacility } from '../submitting/submit-facility.ts'
import { countAndSubmit, countStore, decideAll, type Shelf } from '../testing/counted-store.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { inbox } from './inbox.ts'
import { seeInbox } from './seen.ts'

const shelves: readonly Shelf[] = [
  ['cola', 'A1', 10, 7],
  ['tea', 'B1', 10, 11],
]

/** What the inbox must say alike on both databases. */
export function inboxContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`inbox on ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    type Name = Parameters<Store['actor']>[0]
    const of = (who: Name) => inbox(store.ctx, store.actor(who))
    const kindsOf = async (who: Name) => (await of(who)).items.map(({ kind, n }) => `${kind} ${n}`)
    const answer = (runId: RunId, outcome: 'accepted' | 'returned') =>
      answerSubmission(store.ctx, store.actor('hugo'), runId, { number: 1, outcome, note: 'Look again' })

    test('a count that was handed in waits for HQ, and one that came back for who may hand it in again', async () => {
      const runId = await countAndSubmit(store, shelves)
      expect(await kindsOf('chloe')).toEqual([])
      expect((await of('hugo')).items).toMatchObject([
        { kind: 'approval', runId, facilityName: 'Lisbon', person: 'chloe', unread: true },
      ])
      store.clock.now += 60_000
      await answer(runId, 'returned')
      expect(await kindsOf('hugo')).toEqual(['returned 1'])
      expect((await of('dora')).items).toMatchObject([
        { kind: 'returned', person: 'hugo', text: 'Look again', at: store.clock.now },
      ])
      expect(await kindsOf('ana')).toEqual([])
      await submitFacility(store.ctx, store.actor('chloe'), runId, { note: 'Done' })
      expect(await kindsOf('dora')).toEqual([])
    })

    test('nobody is asked to accept what they handed in themselves', async () => {
      const runId = await countStore(store, shelves)
      await decideAll(store, runId, 'approved', await store.reason('damaged'))
      await submitFacility(store.ctx, store.actor('hugo'), runId, { note: '' })
      expect(await kindsOf('hugo')).toEqual([])
    })

    test('a recount waits for whom it was asked of until they hand it in', async () => {
      const runId = await countStore(store, shelves)
      const { lines } = await review(store.ctx, store.actor('dora'), runId, {})
      await askRecount(store.ctx, store.actor('dora'), runId, {
        lines: lines
          .filter(({ title }) => title === 'cola')
          .map(({ varianceId, version }) => ({ varianceId, version })),
        personId: store.actor('ben').personId,
        note: 'Look again',
      })
      expect((await of('ben')).items).toMatchObject([
        { kind: 'recount', person: 'dora', text: 'Front', runId },
      ])
      expect(await kindsOf('ana')).toEqual([])
      const phone = await store.phone(runId, 'ben', 'front')
      phone.set('cola', 7, { bin: 'A1' })
      await phone.submit()
      expect(await kindsOf('ben')).toEqual([])
    })

    test('what the backend did not take waits for who may try it again, run by run, and is gone once it is tried', async () => {
      const runId = await countStore(store, shelves)
      await decideAll(store, runId, 'approved', await store.reason('damaged'))
      store.backend.faults.plan('push', 'lost-after')
      store.backend.faults.plan('look-up', 'lost-before', 'lost-before')
      for (let beat = 0; beat < 4; beat += 1) {
        await deliverOnce(store.ctx, { maxAttempts: 3 })
        store.clock.now += 60 * 60_000
      }
      expect(await kindsOf('dora')).toEqual(['delivery 1'])
      expect(await kindsOf('ana')).toEqual([])
      const { proposals } = await proposalList(store.ctx, store.actor('dora'), { status: 'failed' })
      for (const { proposalId } of proposals) await retryProposal(store.ctx, store.actor('dora'), proposalId)
      expect(await kindsOf('dora')).toEqual([])
    })

    test('what was set aside waits for who decides it, and one more makes it unread again', async () => {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scan('cola', { bin: 'A1' })
      await ana.send()
      const setAside = (seq: number) =>
        store.ctx.db.write((tx) =>
          tx
            .insertInto('scan_quarantine')
            .values({
              quarantine_id: store.ctx.newId<never>(),
              org_id: store.orgId,
              session_id: ana.sessionId,
              device_id: ana.deviceId,
              device_seq: seq,
              raw: '{}',
              problems: 'unreadable',
              received_at: store.clock.now,
              resolved_at: null,
              resolved_by: null,
              resolution: null,
            })
            .execute(),
        )
      await setAside(7)
      const [item] = (await of('chloe')).items
      expect(item).toMatchObject({ kind: 'set-aside', n: 1, unread: true, runId })
      const seen = [{ key: item?.key ?? '', at: item?.at ?? 0 }]
      expect(await seeInbox(store.ctx, store.actor('chloe'), { items: seen })).toMatchObject({ unread: 0 })
      // Another person has seen nothing of it.
      expect(await of('dora')).toMatchObject({ unread: 1 })
      store.clock.now += 1000
      await setAside(8)
      expect(await of('chloe')).toMatchObject({ unread: 1, items: [{ n: 2 }] })
      const { sessions } = await setAsideList(store.ctx, store.actor('chloe'), runId)
      await resolveSetAside(store.ctx, store.actor('chloe'), runId, {
        recordIds: sessions.flatMap(({ records }) => records.map(({ recordId }) => recordId)),
        action: 'leave-out',
        reason: 'nothing in it',
      })
      expect(await kindsOf('chloe')).toEqual([])
    })

    test('who reviews elsewhere has nothing of here, and a run that was cancelled needs nobody', async () => {
      const runId = await countAndSubmit(store, shelves)
      const foreign = { ...store.actor('hugo'), orgId: store.ctx.newId<Store['orgId']>() }
      expect((await inbox(store.ctx, foreign)).items).toEqual([])
      await answer(runId, 'returned')
      await cancelRun(store.ctx, store.actor('hugo'), { runId, reason: 'planned twice' })
      expect(await kindsOf('chloe')).toEqual([])
    })

    test('only what is in the inbox is noted as seen', async () => {
      const body = { items: [{ key: 'made up', at: store.clock.now }] }
      expect(await seeInbox(store.ctx, store.actor('chloe'), body)).toEqual({
        items: [],
        unread: 0,
        more: false,
      })
      const kept = await store.ctx.db.read.selectFrom('inbox_seen').selectAll().execute()
      expect(kept).toEqual([])
    })
  })
}
