import type { ItemSet, PlanBody } from '@cyclecount/contract'
import type { FacilityId, PlanId, RunId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { causeOf } from '../context.ts'
import { myAreas } from '../store/my-areas.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt } from '../testing/phone.ts'
import { assignAreas } from './assign.ts'
import { copyPlan } from './copy-plan.ts'
import { makeRuns, planToRun } from './make-runs.ts'
import { listPlans, planDetail } from './plans.ts'
import { previewItems } from './preview-items.ts'
import { publishPlan } from './publish-plan.ts'
import { listRuns } from './runs.ts'
import { createPlan, savePlan } from './save-plan.ts'
import { changeItemSet, listItemSets, saveItemSet } from './saved-sets.ts'

const EVERYTHING: ItemSet = { kind: 'everything' }

/** What plans and their item sets promise on both databases. */
export function plansContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`plans on ${name}`, () => {
    let company: Company
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
      await classify(company)
      await putInBook(company)
    })
    afterAll(() => company.close())

    const at = (facilityId: FacilityId, itemSet: ItemSet | null = null) => ({ facilityId, itemSet })
    const plan = (changes: Partial<PlanBody> = {}): PlanBody => ({
      name: 'Winter count',
      purpose: 'annual',
      isTemplate: false,
      blind: true,
      itemSet: EVERYTHING,
      startLocal: null,
      dueLocal: null,
      facilities: [at(company.lisbon), at(company.denver)],
      ...changes,
    })
    const hana = () => company.person('hana')
    const skus = (...list: string[]): ItemSet => ({ kind: 'any-of', parts: [{ kind: 'skus', skus: list }] })

    async function publish(body: PlanBody) {
      const { planId, edits } = await createPlan(company.ctx, await hana(), body)
      const reply = await publishPlan(company.ctx, await hana(), planId, { edits })
      const { runs } = await listRuns(company.ctx, await hana(), { planId })
      return { planId, reply, runs }
    }

    test('publishing makes one run for each facility, with the window in its own zone', async () => {
      const { planId, runs } = await publish(
        plan({ startLocal: '2026-12-01T06:00', dueLocal: '2026-12-01T18:00' }),
      )
      expect(runs.map((run) => [run.facilityName, run.startAt, run.dueAt])).toEqual([
        ['Lisbon Baixa', Date.UTC(2026, 11, 1, 6), Date.UTC(2026, 11, 1, 18)],
        ['Denver Union', Date.UTC(2026, 11, 1, 13), Date.UTC(2026, 11, 2, 1)],
      ])
      expect(runs.every((run) => run.countType === 'HARD_COUNT' && run.planId === planId)).toBe(true)
      expect(await planDetail(company.ctx, await hana(), planId)).toMatchObject({
        status: 'published',
        publishedBy: 'Hana',
        runs: [{ status: 'planned', runs: 2 }],
      })
      expect(await auditTags(company, runs[0]?.runId)).toEqual(['run.created'])
    })

    test('a plan is published once', async () => {
      const { planId } = await publish(plan())
      const closed = { problem: { kind: 'closed' } }
      await expect(publishPlan(company.ctx, await hana(), planId, { edits: 1 })).rejects.toMatchObject(closed)
    })

    test('of two who publish at once one makes the runs', async () => {
      const { planId, edits } = await createPlan(company.ctx, await hana(), plan())
      const asked = await Promise.allSettled([
        publishPlan(company.ctx, await hana(), planId, { edits }),
        publishPlan(company.ctx, await hana(), planId, { edits }),
      ])
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await listRuns(company.ctx, await hana(), { planId })).runs).toHaveLength(2)
    })

    test('who saves what somebody else changed meanwhile is told', async () => {
      const first = await createPlan(company.ctx, await hana(), plan())
      const changed = await savePlan(company.ctx, await hana(), first.planId, {
        ...plan({ name: 'Spring count', facilities: [at(company.lisbon)] }),
        edits: first.edits,
      })
      expect(changed).toMatchObject({ name: 'Spring count', facilities: 1 })
      await expect(
        savePlan(company.ctx, await hana(), first.planId, { ...plan(), edits: first.edits }),
      ).rejects.toMatchObject({ problem: { kind: 'changed-meanwhile' } })
    })

    const sets: readonly (readonly [string, ItemSet, lisbon: number, denver: number])[] = [
      ['SKUs', skus('cola', 'tea'), 2, 2],
      ['a category', { kind: 'any-of', parts: [{ kind: 'category', categories: ['Drinks'] }] }, 2, 2],
      ['an ABC class', { kind: 'any-of', parts: [{ kind: 'abc', classes: ['A'] }] }, 1, 1],
      [
        'a supplier',
        { kind: 'any-of', parts: [{ kind: 'supplier', suppliers: ['Tejo', 'Elsewhere'] }] },
        1,
        1,
      ],
      ['a tag', { kind: 'any-of', parts: [{ kind: 'tag', tags: ['fragile', 'promotion'] }] }, 2, 2],
      ['a zone', { kind: 'any-of', parts: [{ kind: 'place', zones: ['A'], locations: [] }] }, 2, 0],
      ['a bin', { kind: 'any-of', parts: [{ kind: 'place', zones: [], locations: ['A-2'] }] }, 1, 0],
      [
        'several of them, each item once',
        {
          kind: 'any-of',
          parts: [
            { kind: 'skus', skus: ['cola', 'bread'] },
            { kind: 'category', categories: ['Drinks'] },
            { kind: 'place', zones: ['A', 'B'], locations: ['A-1'] },
          ],
        },
        4,
        3,
      ],
    ]
    test.each(sets)('names items by %s', async (_, itemSet, lisbon, denver) => {
      const body = plan({ itemSet })
      const { places } = await previewItems(company.ctx, await hana(), body)
      expect(places.map((place) => place.items)).toEqual([lisbon, denver])
      const { runs, reply } = await publish(body)
      const counts = await itemCounts(
        company,
        runs.map((run) => run.runId),
      )
      const by = (facilityId: FacilityId) =>
        counts.get(runs.find((run) => run.facilityId === facilityId)?.runId ?? '') ?? 0
      expect([by(company.lisbon), by(company.denver)]).toEqual([lisbon, denver])
      expect(reply.withoutItems).toEqual(denver === 0 ? [company.denver] : [])
      expect(runs.every((run) => run.countType === 'DIRECTED_COUNT')).toBe(true)
    })

    test('says where nobody knows what lies in a place', async () => {
      const itemSet: ItemSet = { kind: 'any-of', parts: [{ kind: 'place', zones: ['A'], locations: [] }] }
      const { places } = await previewItems(company.ctx, await hana(), plan({ itemSet }))
      expect(places.map((place) => place.isBookUnread)).toEqual([false, true])
    })

    test('a facility may count other items than the rest of its plan', async () => {
      const { runs } = await publish(
        plan({
          itemSet: skus('cola', 'tea'),
          facilities: [at(company.lisbon), at(company.denver, EVERYTHING)],
        }),
      )
      expect(runs.map((run) => [run.facilityName, run.countType])).toEqual([
        ['Lisbon Baixa', 'DIRECTED_COUNT'],
        ['Denver Union', 'HARD_COUNT'],
      ])
    })

    test('a saved set is counted as it is when the runs are made', async () => {
      const { itemSets } = await saveItemSet(company.ctx, await hana(), {
        name: 'Fragile',
        itemSet: { kind: 'any-of', parts: [{ kind: 'skus', skus: ['cola'] }] },
      })
      const saved = itemSets.find((set) => set.name === 'Fragile')
      if (!saved) throw new Error('the set was not saved')
      const itemSet: ItemSet = { kind: 'any-of', parts: [{ kind: 'saved', itemSetId: saved.itemSetId }] }
      await changeItemSet(company.ctx, await hana(), saved.itemSetId, {
        name: 'Fragile things',
        itemSet: { kind: 'any-of', parts: [{ kind: 'skus', skus: ['cola', 'soap', 'tea'] }] },
        edits: saved.edits,
        isRetired: false,
      })
      const { places } = await previewItems(company.ctx, await hana(), plan({ itemSet }))
      expect(places.map((place) => place.items)).toEqual([3, 3])
      expect((await listItemSets(company.ctx, await hana())).itemSets).toMatchObject([
        { name: 'Fragile things', edits: 1, madeBy: 'Hana', mayEdit: true },
      ])
      const theirs = await listItemSets(company.ctx, await company.person('mia'))
      expect(theirs.itemSets.map((set) => set.mayEdit)).toEqual([false])
      await expect(
        saveItemSet(company.ctx, await company.person('mia'), { ...saved, name: 'Fragile things' }),
      ).rejects.toMatchObject({ problem: { details: [{ path: 'body.name' }] } })
    })

    test('tells everything that a plan names and that there is not, at once', async () => {
      const stranger = company.ctx.newId<FacilityId>()
      await expect(
        createPlan(
          company.ctx,
          await hana(),
          plan({
            itemSet: {
              kind: 'any-of',
              parts: [
                { kind: 'skus', skus: ['cola', 'nectar'] },
                { kind: 'saved', itemSetId: company.ctx.newId() },
              ],
            },
            startLocal: '2026-12-01T06:00',
            dueLocal: '2026-12-01T05:00',
            facilities: [at(company.lisbon), at(stranger), at(company.lisbon)],
          }),
        ),
      ).rejects.toMatchObject({
        problem: {
          kind: 'bad-request',
          details: [
            { path: 'body.facilities.1.facilityId' },
            { path: 'body.facilities.2.facilityId' },
            { path: 'body.dueLocal' },
            { path: 'body.itemSet.parts.1.itemSetId' },
            { path: 'body.itemSet.parts.0.skus.1', message: 'nectar is not a product in use' },
          ],
        },
      })
    })

    test('a template makes no runs, and what is copied of it does', async () => {
      const template = await createPlan(company.ctx, await hana(), plan({ isTemplate: true }))
      await expect(
        publishPlan(company.ctx, await hana(), template.planId, { edits: 0 }),
      ).rejects.toMatchObject({ problem: { kind: 'closed' } })
      const copy = await copyPlan(company.ctx, await hana(), template.planId, {
        name: 'Winter 2027',
        isTemplate: false,
      })
      expect(copy).toMatchObject({ name: 'Winter 2027', status: 'draft', purpose: 'annual', facilities: 2 })
      const { runs } = await publishPlan(company.ctx, await hana(), copy.planId, { edits: 0 })
      expect(runs).toHaveLength(2)
    })

    test('a store’s manager sees its part of HQ’s plan, and changes nothing of it', async () => {
      const mia = await company.person('mia')
      const both = await createPlan(company.ctx, await hana(), plan())
      const seen = await planDetail(company.ctx, mia, both.planId)
      expect(seen).toMatchObject({ mayEdit: false, facilities: 1, places: [{ facilityId: company.lisbon }] })
      await expect(publishPlan(company.ctx, mia, both.planId, { edits: 0 })).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      const theirs = await createPlan(company.ctx, await hana(), plan({ facilities: [at(company.denver)] }))
      await expect(planDetail(company.ctx, mia, theirs.planId)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      const ids = (await listPlans(company.ctx, mia, {})).plans.map((row) => row.planId)
      expect([ids.includes(both.planId), ids.includes(theirs.planId)]).toEqual([true, false])
      const copy = await copyPlan(company.ctx, mia, both.planId, { name: 'Ours', isTemplate: false })
      expect(copy).toMatchObject({ facilities: 1, mayEdit: true })
    })

    test('a run of a plan is counted like any other', async () => {
      const { runs } = await publish(plan({ itemSet: skus('cola', 'tea') }))
      const lisbon = runs.find((run) => run.facilityId === company.lisbon)
      if (!lisbon) throw new Error('Lisbon has no run')
      const ben = await company.person('ben')
      const { areaId } = areaAt(await company.areas(company.lisbon), 0)
      await assignAreas(company.ctx, await company.person('mia'), lisbon.runId, {
        assignments: [{ areaId, personId: ben.personId }],
      })
      const mine = (await myAreas(company.ctx, ben)).areas.find((area) => area.runId === lisbon.runId)
      expect(mine?.items).toEqual([company.product('cola'), company.product('tea')].toSorted())
    })

    test('makes a run of a plan inside a transaction of the caller, and nothing where it fails', async () => {
      const { planId } = await createPlan(company.ctx, await hana(), plan())
      const cause = { ...causeOf(await hana()), personId: null }
      const window = { startLocal: null, startAt: null, dueLocal: null, dueAt: null }
      const make = (fails: boolean) =>
        company.ctx.db.write(async (tx) => {
          const wanted = [{ facilityId: company.lisbon, window }]
          const made = await makeRuns(company.ctx, tx, cause, await planToRun(tx, planId), wanted, null)
          if (fails) throw new Error('the power went')
          return made
        })
      await expect(make(true)).rejects.toThrow('the power went')
      expect(await runsOf(company, planId)).toEqual([])
      const made = await make(false)
      expect(await runsOf(company, planId)).toEqual([...made.values()])
    })

    test('500 facilities are published in one go', async () => {
      const facilities = await openStores(company, 500)
      const { reply } = await publish(
        plan({ itemSet: skus('cola', 'tea'), facilities: facilities.map((facilityId) => at(facilityId)) }),
      )
      expect(reply.runs).toHaveLength(500)
    }, 60_000)
  })
}

async function runsOf(company: Company, planId: PlanId): Promise<RunId[]> {
  const rows = await company.ctx.db.read
    .selectFrom('count_run')
    .select('run_id')
    .where('plan_id', '=', planId)
    .execute()
  return rows.map((row) => row.run_id)
}

async function itemCounts(company: Company, runs: readonly RunId[]): Promise<ReadonlyMap<string, number>> {
  if (runs.length === 0) return new Map()
  const rows = await company.ctx.db.read
    .selectFrom('run_item')
    .select((eb) => ['run_id', eb.fn.countAll<number>().as('items')])
    .where('run_id', 'in', runs)
    .groupBy('run_id')
    .execute()
  return new Map(rows.map((row) => [row.run_id, row.items]))
}

async function auditTags(company: Company, runId: RunId | undefined): Promise<string[]> {
  const rows = await company.ctx.db.read
    .selectFrom('reflexion_log')
    .select('tag')
    .where('subject_id', '=', runId ?? '')
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.tag)
}

/** Cola and tea are drinks; cola is dear, fragile and Tejo’s, and on promotion like soap. */
async function classify(company: Company): Promise<void> {
  const { db } = company.ctx
  const drinks = ['cola', 'tea']
  await db.write(async (tx) => {
    await tx.updateTable('product').set({ category: 'Drinks' }).where('sku', 'in', drinks).execute()
    await tx
      .updateTable('product')
      .set({ abc_class: 'A', supplier: 'Tejo' })
      .where('sku', '=', 'cola')
      .execute()
    const tags = [
      ['fragile', 'cola'],
      ['promotion', 'cola'],
      ['promotion', 'soap'],
    ] as const
    await db.rows.insert(
      tx,
      'product_tag',
      tags.map(([tag, sku]) => ({ org_id: company.orgId, tag, product_id: company.product(sku) })),
    )
  })
}

/** Lisbon's book: cola in A-1, soap in A-2, tea in B-1; nobody ever read Denver's. */
async function putInBook(company: Company): Promise<void> {
  const [a, b] = await company.areas(company.lisbon)
  const places = [
    ['cola', a?.locations[0]],
    ['soap', a?.locations[1]],
    ['tea', b?.locations[0]],
    ['bread', a?.locations[2], 0],
  ] as const
  await company.ctx.db.write((tx) =>
    company.ctx.db.rows.insert(
      tx,
      'inventory_balance',
      places.map(([sku, locationId, quantity = 3000]) => ({
        org_id: company.orgId,
        facility_id: company.lisbon,
        position_key: sku,
        product_id: company.product(sku),
        location_id: locationId ?? null,
        stock_state: 'available',
        unit: 'each',
        quantity_on_hand_milli: quantity,
        quantity_available_milli: quantity,
        reserved_milli: 0,
        value_micros: null,
        read_at: 0,
      })),
    ),
  )
}

async function openStores(company: Company, many: number): Promise<readonly FacilityId[]> {
  const { db, newId } = company.ctx
  const ids = Array.from({ length: many }, () => newId<FacilityId>())
  await db.write((tx) =>
    db.rows.insert(
      tx,
      'facility',
      ids.map((facilityId, index) => ({
        facility_id: facilityId,
        org_id: company.orgId,
        backend_id: company.backendId,
        code: `S${index}`,
        name: `Store ${index}`,
        kind: 'store' as const,
        time_zone: 'Europe/Lisbon',
        currency: 'EUR',
        catalogue_version: 1,
        created_at: 0,
      })),
    ),
  )
  return ids
}
