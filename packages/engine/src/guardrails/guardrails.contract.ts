import { ProblemError, type Rules } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { decide } from '../deciding/decide.ts'
import { reconcileRun, reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { proposalList } from '../reports/proposals.ts'
import { review } from '../reports/review.ts'
import { varianceDetail } from '../reports/variance-detail.ts'
import { bothWays, layerOf, rulesOf } from '../testing/rules.ts'
import { openStore, pieces, type Product, type Store } from '../testing/store-day.ts'
import { dryRunRules } from './dry-run.ts'
import { rulesPage } from './rules-page.ts'
import { saveRules } from './save-rules.ts'

/** What rules must do alike on both databases. */
export function guardrailsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`guardrails on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      const bins = [
        ['cola', 'A1'],
        ['tea', 'A2'],
        ['gum', 'A2'],
      ] as const satisfies [Product, string][]
      for (const [product, bin] of bins)
        store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces(10), occurredAt: 0 })
    })
    afterEach(() => store.close())

    async function save(rules: Rules, reason = 'Because') {
      const [newest] = (await rulesPage(store.ctx, store.actor('hugo'))).versions
      return saveRules(store.ctx, store.actor('hugo'), { basedOn: newest?.version ?? 0, rules, reason })
    }

    /** Ana counts the front as told, sets the rest as the book has it, and submits; compared. */
    async function count(figures: Partial<Record<'cola' | 'tea' | 'gum', number>> = {}) {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', figures.cola ?? 10, { bin: 'A1' })
      ana.set('tea', figures.tea ?? 10, { bin: 'A2' })
      ana.set('gum', figures.gum ?? 10, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      return runId
    }

    async function lines(runId: RunId) {
      const found = await review(store.ctx, store.actor('chloe'), runId, { show: 'differing' })
      return Object.fromEntries(found.lines.map((line) => [line.title, line]))
    }

    async function approve(
      runId: RunId,
      title: string,
      more: { note?: string; withoutRecount?: boolean } = {},
    ) {
      const line = (await lines(runId))[title]
      if (!line) throw new Error(`no line of ${title}`)
      const { varianceId, version } = line
      const reasonId = await store.reason('damaged')
      return decide(store.ctx, store.actor('chloe'), runId, {
        lines: [{ varianceId, version }],
        outcome: 'approved',
        reasonId,
        note: '',
        ...more,
      })
    }

    test('nothing is decided without a person before anybody made a rule', async () => {
      const runId = await count({ cola: 9 })
      expect((await lines(runId))['cola']).toMatchObject({ decision: null, verdict: null })
    })

    test('what is within all limits is decided once, cites the version and the system’s reason, and is proposed', async () => {
      await save(rulesOf({ automatic: bothWays({ quantityMilli: pieces(1), valueMicros: '1000000' }) }))
      const runId = await count({ cola: 9, tea: 9 })
      const found = await lines(runId)
      expect(found['cola']?.decision).toMatchObject({
        outcome: 'approved',
        reasonCode: 'within-tolerance',
        decidedBy: null,
        rule: 'rules/1',
      })
      expect(found['tea']).toMatchObject({
        decision: null,
        verdict: {
          kind: 'person',
          because: [{ ground: 'value', layer: 'Company' }],
          rule: 'rules/1',
        },
      })
      const { proposals } = await proposalList(store.ctx, store.actor('chloe'), { runId })
      expect(proposals).toMatchObject([{ title: 'cola', deltaMilli: -pieces(1), approvedBy: null }])
      const waiting = await store.ctx.db.read
        .selectFrom('delivery')
        .select('payload')
        .where('kind', '=', 'adjustment')
        .execute()
      expect(waiting.map((row) => JSON.parse(row.payload) as unknown)).toMatchObject([
        { product: 'cola', deltaMilli: -pieces(1), reason: 'within-tolerance', actor: 'rules/1' },
      ])
      const { rows } = await auditPage(store.ctx, store.actor('chloe'), { facilityId: store.facilityId })
      expect(rows.find((row) => row.tag === 'variance.approved')).toMatchObject({
        actor: null,
        reason: 'Within the limits of rules version 1.',
      })
    })

    test('comparing again, also by other rules, never moves a decided line', async () => {
      await save(rulesOf({ automatic: bothWays({ quantityMilli: pieces(1) }) }))
      const runId = await count({ cola: 9, tea: 7 })
      const before = (await lines(runId))['cola']
      await save(
        rulesOf({ automatic: bothWays({ quantityMilli: 0 }), recount: bothWays({ quantityMilli: 0 }) }),
      )
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      const after = await lines(runId)
      expect(after['cola']).toEqual(before)
      expect(after['tea']?.verdict).toMatchObject({ kind: 'recount', rule: 'rules/2' })
      const { counts } = await proposalList(store.ctx, store.actor('chloe'), { runId })
      expect(counts.pending).toBe(1)
    })

    test('nothing is decided while somebody is still counting', async () => {
      await save(rulesOf({ automatic: bothWays({ quantityMilli: pieces(1) }) }))
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 9, { bin: 'A1' })
      await ana.submit()
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect((await lines(runId))['cola']).toMatchObject({ decision: null, verdict: { kind: 'automatic' } })
    })

    test('a cost that nobody knows goes to a person, and so does what nobody found', async () => {
      await save(rulesOf({ automatic: bothWays({ quantityMilli: pieces(10) }) }))
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('gum', 9, { bin: 'A2' })
      ana.set('tea', 10, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const found = await lines(runId)
      expect(found['gum']?.verdict?.because).toEqual([{ ground: 'cost-unknown', layer: null }])
      expect(found['cola']?.verdict?.because).toEqual([{ ground: 'nobody-counted', layer: null }])
    })

    test('one session has no more decided than its cap, the dearer line goes to a person', async () => {
      await save(
        rulesOf({ automatic: bothWays({ quantityMilli: pieces(5) }), cap: { lines: 1, valueMicros: null } }),
      )
      const runId = await count({ cola: 9, tea: 9 })
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      const found = await lines(runId)
      expect(found['cola']?.decision?.rule).toBe('rules/1')
      expect(found['tea']).toMatchObject({
        decision: null,
        verdict: { because: [{ ground: 'cap', layer: 'Company' }] },
      })
    })

    test('layers of category, class, facility and count type hold together, the strictest of them', async () => {
      const wide = { automatic: bothWays({ quantityMilli: pieces(5) }) }
      const closed = bothWays({ quantityMilli: 0 })
      const scopes = [
        { category: 'grocery' },
        { abcClass: 'A' },
        { facilityId: store.facilityId },
        { countType: 'HARD_COUNT' },
      ] as const
      await store.ctx.db.write((tx) =>
        tx.updateTable('product').set({ abc_class: 'A' }).where('title', '=', 'tea').execute(),
      )
      const named = scopes.map((scope, index) =>
        layerOf({ name: `Layer ${index}`, scope: { ...layerOf({}).scope, ...scope }, automatic: closed }),
      )
      await save({ ...rulesOf(wide), layers: [layerOf(wide), ...named] })
      const runId = await count({ cola: 9, tea: 9 })
      const of = (found: Awaited<ReturnType<typeof lines>>, title: string) =>
        found[title]?.verdict?.because.map(({ layer }) => layer)
      const found = await lines(runId)
      expect(of(found, 'cola')).toEqual(['Layer 0', 'Layer 2', 'Layer 3'])
      expect(of(found, 'tea')).toEqual(['Layer 0', 'Layer 1', 'Layer 2', 'Layer 3'])
    })

    test('what is beyond the recount threshold is approved only by who says why it is not recounted', async () => {
      await save(rulesOf({ recount: bothWays({ quantityMilli: pieces(2) }) }))
      const runId = await count({ cola: 7 })
      expect((await lines(runId))['cola']?.verdict?.kind).toBe('recount')
      const wanting = await review(store.ctx, store.actor('chloe'), runId, { verdict: 'recount' })
      expect(wanting.lines.map(({ title }) => title)).toEqual(['cola'])
      await expect(approve(runId, 'cola')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      await expect(approve(runId, 'cola', { withoutRecount: true })).rejects.toMatchObject({
        problem: { kind: 'bad-request' },
      })
      const note = 'The pallet fell; the pieces are counted from the picture'
      await approve(runId, 'cola', { withoutRecount: true, note })
      const { line, timeline } = await varianceDetail(
        store.ctx,
        store.actor('chloe'),
        (await lines(runId))['cola']?.varianceId ?? fail(),
      )
      expect(line.decision).toMatchObject({ outcome: 'approved', note, rule: null })
      expect(timeline.find((entry) => entry.what === 'decision')).toMatchObject({
        person: 'chloe',
        rule: null,
      })
    })

    test('a line that another run adjusts waits for a person', async () => {
      const first = await count({ cola: 9 })
      await approve(first, 'cola')
      await save(rulesOf({ automatic: bothWays({ quantityMilli: pieces(5) }) }))
      const second = await count({ cola: 9 })
      expect((await lines(second))['cola']?.decision).toBeNull()
    })

    test('a dry run says what rules would have done with past counts, and which lines people took otherwise', async () => {
      const runId = await count({ cola: 9, tea: 8, gum: 9 })
      const tea = (await lines(runId))['tea']
      const reasonId = await store.reason('damaged')
      await decide(store.ctx, store.actor('chloe'), runId, {
        lines: tea ? [{ varianceId: tea.varianceId, version: tea.version }] : [],
        outcome: 'rejected',
        reasonId,
        note: 'It lies there',
      })
      const rules = rulesOf({ automatic: bothWays({ quantityMilli: pieces(2) }) })
      const asked = () => dryRunRules(store.ctx, store.actor('hugo'), { rules })
      const told = await asked()
      // One cola at 0.80 and two teas at 2.00; what gum costs nobody knows.
      const figures = {
        differing: 3,
        automatic: 2,
        recount: 0,
        worth: [{ currency: 'EUR', valueMicros: '4800000' }],
        slipped: 1,
      }
      expect(told.total).toEqual(figures)
      expect(told.runs).toMatchObject([{ ...figures, runId, runName: 'Count', facilityName: 'Lisbon' }])
      expect(told.slipped).toMatchObject([
        { title: 'tea', varianceMilli: -pieces(2), costVarianceMicros: '-4000000', what: 'rejected' },
      ])
      expect(await asked()).toEqual(told)
      expect((await rulesPage(store.ctx, store.actor('hugo'))).versions).toHaveLength(1)
    })

    test('who may not see cost tries no rules: limits of value would tell it', async () => {
      const { orgId, personId } = store.actor('hugo')
      const administrator = {
        orgId,
        personId,
        grants: [{ role: 'administrator' as const, facilityId: null }],
      }
      await expect(dryRunRules(store.ctx, administrator, { rules: rulesOf() })).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
    })

    test('every version is kept with who made it, when and why, and every audit log tells of it', async () => {
      await save(rulesOf({ automatic: bothWays({ quantityMilli: pieces(1) }) }), 'Small things first')
      store.clock.now += 1000
      await save(rulesOf(), 'Never mind')
      const { versions } = await rulesPage(store.ctx, store.actor('chloe'))
      expect(versions.map(({ version, reason, madeBy }) => [version, reason, madeBy])).toEqual([
        [2, 'Never mind', 'hugo'],
        [1, 'Small things first', 'hugo'],
        [0, '', null],
      ])
      expect(versions[1]?.rules.layers[0]?.automatic?.short.quantityMilli).toBe(pieces(1))
      const { rows } = await auditPage(store.ctx, store.actor('chloe'), { facilityId: store.facilityId })
      const told = rows.filter((row) => row.tag === 'rules.changed')
      expect(told.map((row) => [row.actor, row.reason])).toEqual([
        ['hugo', 'Never mind'],
        ['hugo', 'Small things first'],
      ])
    })

    test('of two people who edit the same version one is told to look again', async () => {
      const hugo = store.actor('hugo')
      const mine = { basedOn: 0, rules: rulesOf(), reason: 'Mine' }
      await saveRules(store.ctx, hugo, mine)
      await expect(saveRules(store.ctx, hugo, mine)).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
    })

    test('who may edit rules at one facility only does not change those of the company', async () => {
      const { orgId, personId } = store.actor('hugo')
      const local = { orgId, personId, grants: [{ role: 'planner' as const, facilityId: store.facilityId }] }
      await expect(
        saveRules(store.ctx, local, { basedOn: 0, rules: rulesOf(), reason: 'Mine' }),
      ).rejects.toMatchObject({ problem: { kind: 'forbidden' } })
    })

    test('rules that do not mean what they say are refused with every fault at once', async () => {
      const amounts = bothWays({ valueMicros: '1' })
      const elsewhere = { ...layerOf({}).scope, facilityId: store.facilityId }
      const wrong = rulesOf({ automatic: amounts, currency: null }, { scope: elsewhere, currency: 'USD' })
      const refusal = await save(wrong).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(ProblemError)
      expect((refusal as ProblemError).problem.details?.map(({ path }) => path)).toEqual([
        'body.rules.layers.0.currency',
        'body.rules.layers.1.name',
        'body.rules.layers.1.currency',
      ])
    })
  })
}

function fail(): never {
  throw new Error('there is no such line')
}
