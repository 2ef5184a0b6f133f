import type { Rules } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EngineContext } from '../context.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { answerReversal, reverseProposal } from '../delivery/reversal-requests.ts'
import { saveRules } from '../guardrails/save-rules.ts'
import { inbox } from '../inbox/inbox.ts'
import { acceptOffset } from '../offsets/answer-offset.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { checklist } from '../reports/checklist.ts'
import { proposalList } from '../reports/proposals.ts'
import { review } from '../reports/review.ts'
import { countStore, type Shelf } from '../testing/counted-store.ts'
import { layerOf } from '../testing/rules.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { decide } from './decide.ts'

/** Cola 3 × 0.80 short, tea 1 × 2.00 over, gum one short whose cost nobody knows. */
const shelves: readonly Shelf[] = [
  ['cola', 'A1', 10, 7],
  ['tea', 'A2', 10, 11],
  ['gum', 'B1', 10, 9],
]

/** What levels by value must do alike on both databases. */
export function levelsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`levels by value on ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    type Name = Parameters<Store['actor']>[0]

    /** A manager approves alone up to 2.00, unless it is said otherwise. */
    async function limited(
      approval: Rules['layers'][number]['approval'] = { manager: '2000000', planner: null },
    ) {
      await saveRules(store.ctx, store.actor('hugo'), {
        basedOn: 0,
        rules: {
          isAutomatic: false,
          layers: [layerOf({ approval })],
          recounts: { byAnother: true, agreeWithinMilli: 0 },
        },
        reason: 'to begin with',
      })
    }
    const open = async (runId: RunId, status: 'open' | 'waiting' = 'open') =>
      (await review(store.ctx, store.actor('hugo'), runId, { status, show: 'differing', sort: 'title' }))
        .lines

    async function approve(
      runId: RunId,
      who: Name,
      titles?: readonly string[],
      ctx: EngineContext = store.ctx,
    ) {
      const lines = (await open(runId)).filter(({ title }) => titles?.includes(title) ?? true)
      return decide(ctx, store.actor(who), runId, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: await store.reason('damaged'),
        note: `${who} looked`,
      })
    }

    test('ADJ-1 of a bulk the manager decides what is within, and the rest, unknown cost too, waits for HQ', async () => {
      await limited()
      const runId = await countStore(store, shelves)
      expect(await approve(runId, 'chloe')).toEqual({ decided: 1, proposals: 1, waiting: 2 })
      expect(await open(runId, 'waiting')).toMatchObject(
        ['cola', 'gum'].map((title) => ({
          title,
          decision: null,
          firstApproval: { by: 'chloe', note: 'chloe looked', layer: 'Company', isMine: true },
        })),
      )
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments.map(({ product }) => product)).toEqual(['tea'])
      expect((await checklist(store.ctx, store.actor('chloe'), runId)).items).toMatchObject([
        { message: '2 lines are not decided; 2 of them wait for approval by HQ.' },
      ])
      expect((await inbox(store.ctx, store.actor('hugo'))).items).toMatchObject([
        { kind: 'second-approval', n: 2, runId },
      ])
      expect((await inbox(store.ctx, store.actor('dora'))).items).toEqual([])
    })

    test('ADJ-1 no other manager and not the first approver completes it; HQ does, and then it is delivered', async () => {
      await limited()
      const runId = await countStore(store, shelves)
      await approve(runId, 'chloe', ['cola'])
      for (const who of ['chloe', 'dora'] as const)
        await expect(approve(runId, who, ['cola'])).rejects.toMatchObject({
          problem: { kind: 'not-ready', details: [{ message: 'COLA at A1 waits for somebody else at HQ' }] },
        })
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments).toEqual([])
      expect(await approve(runId, 'hugo', ['cola'])).toEqual({ decided: 1, proposals: 1, waiting: 0 })
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments).toMatchObject([{ product: 'cola', note: 'hugo looked' }])
      expect((await inbox(store.ctx, store.actor('hugo'))).items).toEqual([])
      const { proposals } = await proposalList(store.ctx, store.actor('chloe'), { runId })
      expect(proposals).toMatchObject([{ approvedBy: 'hugo' }])
    })

    test('ADJ-1 what is above the limit of HQ too needs two of HQ', async () => {
      await limited({ manager: '0', planner: '1000000' })
      const runId = await countStore(store, shelves)
      expect(await approve(runId, 'hugo', ['cola'])).toMatchObject({ decided: 0, waiting: 1 })
      await expect(approve(runId, 'hugo', ['cola'])).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      const { personId } = store.actor('dora')
      const other = { ...store.actor('hugo'), personId }
      const [cola] = await open(runId, 'waiting')
      if (!cola) throw new Error('nothing waits')
      const body = {
        lines: [{ varianceId: cola.varianceId, version: cola.version }],
        outcome: 'approved' as const,
        reasonId: await store.reason('damaged'),
        note: 'I too',
      }
      expect(await decide(store.ctx, other, runId, body)).toMatchObject({ decided: 1, proposals: 1 })
    })

    test('ADJ-1 a line that changed since it was approved first waits for nobody: both look at the new figures', async () => {
      await limited()
      const runId = await store.plan({ front: ['ana'] })
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: 10_000, occurredAt: 0 })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 5, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approve(runId, 'chloe', ['cola'])
      store.backend.book({
        product: 'cola',
        location: 'bin-A1',
        quantityMilli: -1000,
        occurredAt: store.clock.now - 3_600_000,
      })
      store.clock.now += 120_000
      await reconcileWhenReady(store.ctx, runId)
      expect(await open(runId, 'waiting')).toEqual([])
      expect((await open(runId)).find(({ title }) => title === 'cola')).toMatchObject({
        varianceMilli: -4000,
        firstApproval: null,
      })
    })

    test('ADJ-1 a move waits as a whole, and HQ approves it as a whole', async () => {
      await limited({ manager: '1000000', planner: null })
      const runId = await countStore(store, [
        ['cola', 'A1', 10, 8],
        ['cola', 'A2', 10, 12],
      ])
      const move = async (who: Name) => {
        const [from, to] = (await open(runId)).toSorted((a, b) => a.varianceMilli - b.varianceMilli)
        if (!from || !to) throw new Error('there is no pair')
        const reasonId = await store.reason('misplaced')
        return acceptOffset(store.ctx, store.actor(who), runId, { from, to, reasonId, note: 'One shelf' })
      }
      expect(await move('chloe')).toEqual({ decided: 0, proposals: 0, waiting: 2 })
      await expect(move('dora')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      expect(await open(runId, 'waiting')).toMatchObject([
        { firstApproval: { asMove: true } },
        { firstApproval: { asMove: true } },
      ])
      expect(await move('hugo')).toEqual({ decided: 2, proposals: 2, waiting: 0 })
      await deliverOnce(store.ctx)
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments.map(({ deltaMilli }) => deltaMilli)).toEqual([-2000, 2000])
    })

    test('ADJ-1 ADJ-4 a reversal above the limit is for HQ, whoever asked for it', async () => {
      await limited()
      const runId = await countStore(store, shelves)
      await approve(runId, 'chloe', ['cola'])
      await approve(runId, 'hugo', ['cola'])
      await deliverOnce(store.ctx)
      const { proposals } = await proposalList(store.ctx, store.actor('chloe'), { runId })
      const [accepted] = proposals
      if (!accepted) throw new Error('nothing was proposed')
      const params = { proposalId: accepted.proposalId }
      const reasonId = await store.reason('miscounted-before')
      await reverseProposal(store.ctx, store.actor('chloe'), params, { reasonId, note: 'Found it' })
      const yes = { outcome: 'approved' as const, note: '' }
      await expect(answerReversal(store.ctx, store.actor('dora'), params, yes)).rejects.toMatchObject({
        problem: { kind: 'not-ready' },
      })
      expect(await deliverOnce(store.ctx)).toBe(0)
      await answerReversal(store.ctx, store.actor('hugo'), params, yes)
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments.map(({ deltaMilli }) => deltaMilli)).toEqual([-3000, 3000])
    })
  })
}
