import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { decide } from '../deciding/decide.ts'
import { dryRunRules } from '../guardrails/dry-run.ts'
import { saveRules } from '../guardrails/save-rules.ts'
import { reconcileRequested } from '../reconcile/reconcile-requested.ts'
import { review } from '../reports/review.ts'
import { varianceDetail } from '../reports/variance-detail.ts'
import { myAreas } from '../store/my-areas.ts'
import { bothWays, rulesOf } from '../testing/rules.ts'
import { openStore, pieces, type Product, type Store } from '../testing/store-day.ts'
import { askRecount } from './ask-recount.ts'
import { recountList } from './recount-list.ts'

/** What recounts must do alike on both databases. */
export function recountsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`recounts on ${name}`, () => {
    let store: Store
    let runId: RunId

    /** The book has ten of each; Ana counted three colas too few and one tea too many in the front, the rest agrees. */
    beforeEach(async () => {
      store = await openStore(await freshUrl())
      const bins = [
        ['cola', 'A1'],
        ['tea', 'A2'],
        ['gum', 'A2'],
      ] as const satisfies [Product, string][]
      for (const [product, bin] of bins)
        store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces(10), occurredAt: 0 })
      runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 7, { bin: 'A1' })
      ana.set('tea', 11, { bin: 'A2' })
      ana.set('gum', 10, { bin: 'A2' })
      await ana.submit()
      await reconcileRequested(store.ctx, runId)
    })
    afterEach(() => store.close())

    async function line(title: string) {
      const { lines } = await review(store.ctx, store.actor('dora'), runId, {})
      return lines.find((found) => found.title === title) ?? missing()
    }

    async function ask(who: 'ana' | 'ben' | 'chloe' | 'dora', ...titles: readonly string[]) {
      const lines = await Promise.all(titles.map(line))
      return askRecount(store.ctx, store.actor('dora'), runId, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        personId: store.actor(who).personId,
        note: 'Look again',
      })
    }

    /** The person counts colas again, and the server compares. */
    async function recount(who: 'ana' | 'ben' | 'chloe', colas: number) {
      store.clock.now += 60_000
      const phone = await store.phone(runId, who, 'front')
      if (colas > 0) phone.set('cola', colas, { bin: 'A1' })
      await phone.submit()
      await reconcileRequested(store.ctx, runId)
      return phone
    }

    async function approve(title: string, actor: 'chloe' | 'dora' = 'dora') {
      const { varianceId, version } = await line(title)
      return decide(store.ctx, store.actor(actor), runId, {
        lines: [{ varianceId, version }],
        outcome: 'approved',
        reasonId: await store.reason('damaged'),
        note: 'Look again',
      })
    }

    test('a recount is a session of its own that names the one before, and knows neither the book nor that count', async () => {
      await ask('ben', 'cola')
      const { areas } = await myAreas(store.ctx, store.actor('ben'))
      expect(areas).toMatchObject([
        {
          round: 2,
          blind: true,
          countType: 'DIRECTED_COUNT',
          items: [store.product('cola')],
          locations: [{ code: 'A1' }],
          sessions: [],
        },
      ])
      expect(JSON.stringify(areas)).not.toContain('uantity')
      const phone = await recount('ben', 7)
      const sessions = await store.ctx.db.read
        .selectFrom('inventory_count_import')
        .select(['inventory_count_import_id as id', 'parent_count_id as parent', 'round'])
        .orderBy('round')
        .execute()
      expect(sessions).toEqual([
        { id: sessions[0]?.id, parent: null, round: 1 },
        { id: phone.sessionId, parent: sessions[0]?.id, round: 2 },
      ])
    })

    test('two counts that agree settle the line; nobody who made one of them decides it', async () => {
      await ask('chloe', 'cola')
      expect((await line('cola')).recount).toMatchObject({ state: null, waitingFor: 'chloe', counts: [] })
      await recount('chloe', 7)
      const found = await line('cola')
      expect(found).toMatchObject({
        countedMilli: pieces(7),
        counters: ['ana', 'chloe'],
        recount: {
          state: 'agreed',
          waitingFor: null,
          counts: [
            { round: 1, by: ['ana'], countedMilli: pieces(7), stands: false },
            { round: 2, by: ['chloe'], countedMilli: pieces(7), stands: true },
          ],
        },
      })
      await expect(approve('cola', 'chloe')).rejects.toMatchObject({ problem: { kind: 'own-count' } })
      expect(await approve('cola')).toEqual({ decided: 1, proposals: 1, waiting: 0 })
    })

    test('a sale between two counts does not set them apart', async () => {
      await ask('ben', 'cola')
      store.clock.now += 30_000
      store.backend.book({
        product: 'cola',
        location: 'bin-A1',
        quantityMilli: -pieces(2),
        occurredAt: store.clock.now,
        kind: 'sale',
      })
      await recount('ben', 5)
      expect(await line('cola')).toMatchObject({
        expectedMilli: pieces(8),
        countedMilli: pieces(5),
        varianceMilli: -pieces(3),
        recount: { state: 'agreed' },
      })
    })

    test('two that differ want a third, which no approval gets past, and the two of three that agree settle it', async () => {
      await ask('ben', 'cola')
      await recount('ben', 10)
      expect(await line('cola')).toMatchObject({
        countedMilli: pieces(7),
        verdict: { kind: 'recount', because: [{ ground: 'counts-differ', layer: null }] },
        recount: { state: 'third-wanted' },
      })
      await expect(approve('cola')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      await ask('chloe', 'cola')
      await recount('chloe', 10)
      expect(await line('cola')).toMatchObject({
        countedMilli: pieces(10),
        varianceMilli: 0,
        decision: { outcome: 'no-variance' },
        recount: { state: 'agreed', counts: [{ round: 1 }, { round: 2 }, { round: 3, stands: true }] },
      })
    })

    test('three that all differ go to a person with the last figure', async () => {
      await ask('ben', 'cola')
      await recount('ben', 9)
      await ask('chloe', 'cola')
      await recount('chloe', 10)
      expect(await line('cola')).toMatchObject({
        countedMilli: pieces(10),
        decision: null,
        recount: { state: 'no-two-agree' },
      })
    })

    test('a recount that finds nothing found nothing, and one that is not submitted moves no figure', async () => {
      await ask('ben', 'cola')
      const before = await line('cola')
      const phone = await store.phone(runId, 'ben', 'front')
      phone.set('cola', 1, { bin: 'A1' })
      await phone.send()
      await reconcileRequested(store.ctx, runId)
      expect(await line('cola')).toMatchObject({ version: before.version, countedMilli: pieces(7) })
      phone.set('cola', 0, { bin: 'A1' })
      await phone.submit()
      await reconcileRequested(store.ctx, runId)
      expect((await line('cola')).recount?.counts[1]).toMatchObject({ by: ['ben'], countedMilli: 0 })
    })

    test('other lines of the area keep their count, also what the recounter scanned of them', async () => {
      await ask('ben', 'cola')
      const phone = await store.phone(runId, 'ben', 'front')
      phone.set('cola', 7, { bin: 'A1' })
      phone.set('tea', 3, { bin: 'A2' })
      await phone.submit()
      await reconcileRequested(store.ctx, runId)
      expect(await line('tea')).toMatchObject({ countedMilli: pieces(11), recount: null })
    })

    test('who counted a line is not asked to count it again, unless the rules let them', async () => {
      await expect(ask('ana', 'cola')).rejects.toMatchObject({
        problem: {
          kind: 'own-count',
          message: 'COLA at A1 was counted by this person; the rules want somebody else to count it again.',
        },
      })
      expect((await recountList(store.ctx, store.actor('dora'), runId)).recounts).toEqual([])
      await saveRules(store.ctx, store.actor('hugo'), {
        basedOn: 0,
        rules: { ...rulesOf(), recounts: { byAnother: false, agreeWithinMilli: 0 } },
        reason: 'A small store',
      })
      expect((await ask('ana', 'cola')).recounts).toMatchObject([{ personName: 'ana', state: 'waiting' }])
    })

    test('nobody is asked twice at once, of what is decided, or who may not count', async () => {
      await ask('ben', 'cola')
      await expect(ask('chloe', 'cola')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      await expect(
        askRecount(store.ctx, store.actor('dora'), runId, {
          lines: [await line('tea')].map(({ varianceId, version }) => ({ varianceId, version })),
          personId: store.actor('hugo').personId,
          note: '',
        }),
      ).rejects.toMatchObject({ problem: { kind: 'bad-request' } })
      await approve('tea')
      await expect(ask('chloe', 'tea')).rejects.toMatchObject({ problem: { kind: 'already-decided' } })
    })

    test('two agree within what the rules allow, and then the rules decide as of any line', async () => {
      await saveRules(store.ctx, store.actor('hugo'), {
        basedOn: 0,
        rules: {
          ...rulesOf({
            automatic: bothWays({ quantityMilli: pieces(2) }),
            recount: bothWays({ quantityMilli: pieces(2) }),
          }),
          recounts: { byAnother: true, agreeWithinMilli: pieces(1) },
        },
        reason: 'Bulk goods',
      })
      await reconcileRequested(store.ctx, runId)
      expect((await line('cola')).verdict?.kind).toBe('recount')
      await ask('ben', 'cola')
      await recount('ben', 8)
      expect(await line('cola')).toMatchObject({
        countedMilli: pieces(8),
        recount: { state: 'agreed' },
        decision: { outcome: 'approved', rule: 'rules/1' },
      })
    })

    test('a dry run meets a line as it was first counted, and tells that a recount changed it', async () => {
      await ask('ben', 'cola')
      await recount('ben', 9)
      await ask('chloe', 'cola')
      await recount('chloe', 9)
      const rules = rulesOf({ automatic: bothWays({ quantityMilli: pieces(3) }) })
      const told = await dryRunRules(store.ctx, store.actor('hugo'), { rules })
      expect(told.slipped).toMatchObject([
        { title: 'cola', varianceMilli: -pieces(3), costVarianceMicros: '-2400000', what: 'recounted' },
      ])
    })

    test('the backend is told of the recount beside the first count, with its round', async () => {
      await ask('ben', 'cola')
      await recount('ben', 7)
      const told = await store.ctx.db.read
        .selectFrom('delivery')
        .select('payload')
        .where('kind', '=', 'count-observation')
        .orderBy('delivery_id')
        .execute()
      const colas = told.map((row) => JSON.parse(row.payload) as Record<string, unknown>)
      expect(colas.filter(({ product }) => product === 'cola')).toMatchObject([
        { round: 1, countedMilli: pieces(7), actor: store.actor('ana').personId },
        { round: 2, countedMilli: pieces(7), actor: store.actor('ben').personId },
      ])
    })

    test('who asked whom, when and why is on the list, in the audit log, and the scans of both counts are on the line', async () => {
      await ask('ben', 'cola', 'tea')
      const { recounts } = await recountList(store.ctx, store.actor('dora'), runId)
      expect(recounts).toMatchObject([
        {
          round: 2,
          areaName: 'Front',
          personName: 'ben',
          askedBy: 'dora',
          note: 'Look again',
          state: 'waiting',
        },
      ])
      expect(recounts[0]?.lines.map(({ title }) => title).toSorted()).toEqual(['cola', 'tea'])
      const { rows } = await auditPage(store.ctx, store.actor('dora'), { facilityId: store.facilityId })
      const asked = rows.filter((row) => row.tag === 'variance.recount-asked')
      expect(asked.map((row) => [row.actor, row.reason])).toEqual([
        ['dora', 'Look again'],
        ['dora', 'Look again'],
      ])
      await recount('ben', 7)
      const { timeline } = await varianceDetail(
        store.ctx,
        store.actor('dora'),
        (await line('cola')).varianceId,
      )
      const scans = timeline.flatMap((entry) => (entry.what === 'scan' ? [entry.person] : []))
      expect(scans).toEqual(['ana', 'ben'])
    })
  })
}

function missing(): never {
  throw new Error('there is no such line')
}
