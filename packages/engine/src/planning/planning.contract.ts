import type { CreateRunBody } from '@cyclecount/contract'
import { isUniqueViolation } from '@cyclecount/db'
import type { AssignmentId, RunId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { myAreas } from '../store/my-areas.ts'
import { openCompany, type Company, type TestArea } from '../testing/company.ts'
import { areaAt, planRun } from '../testing/phone.ts'
import { assignAreas, releaseArea } from './assign.ts'
import { cancelRun } from './cancel-run.ts'
import { createRun } from './create-run.ts'
import { facilityDetail } from './facility.ts'
import { searchProducts } from './products.ts'
import { listRuns, runDetail } from './runs.ts'

/** What planning promises on both databases. */
export function planningContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`planning on ${name}`, () => {
    let company: Company
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())

    const wanted = (changes: Partial<CreateRunBody> = {}): CreateRunBody => ({
      name: 'Autumn count',
      facilityId: company.lisbon,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: null,
      items: [],
      ...changes,
    })

    test('keeps the due time as planned and as UTC in the facility’s own zone, also where the clock changes', async () => {
      const mia = await company.person('mia')
      const due = async (dueLocal: string) => (await createRun(company.ctx, mia, wanted({ dueLocal }))).dueAt
      expect(await due('2026-07-01T18:00')).toBe(Date.UTC(2026, 6, 1, 17))
      expect(await due('2026-11-21T18:00')).toBe(Date.UTC(2026, 10, 21, 18))
      // 01:30 does not exist on the day summer time begins; on the day it ends it comes twice.
      expect(await due('2026-03-29T01:30')).toBe(Date.UTC(2026, 2, 29, 1, 30))
      expect(await due('2026-10-25T01:30')).toBe(Date.UTC(2026, 9, 25, 0, 30))
      await expect(due('2026-02-30T10:00')).rejects.toMatchObject({ problem: { kind: 'bad-request' } })
    })

    test('a directed run names its items and a hard one names none', async () => {
      const mia = await company.person('mia')
      const items = [company.product('cola'), company.product('tea'), company.product('cola')]
      const run = await createRun(company.ctx, mia, wanted({ countType: 'DIRECTED_COUNT', items }))
      expect(run).toMatchObject({ itemCount: 2, status: 'planned', createdBy: 'Mia', areas: 3 })
      await expect(createRun(company.ctx, mia, wanted({ items }))).rejects.toMatchObject({
        problem: { kind: 'bad-request', details: [{ path: 'body.items' }] },
      })
      const stranger = company.ctx.newId<never>()
      await expect(
        createRun(company.ctx, mia, wanted({ countType: 'DIRECTED_COUNT', items: [stranger] })),
      ).rejects.toMatchObject({ problem: { details: [{ path: 'body.items.0' }] } })
    })

    test('PLAN-4 refuses a second person on an area, saying who has it', async () => {
      const mia = await company.person('mia')
      const ben = await company.person('ben')
      const { runId, areas } = await planRun(company, ['ana'])
      const { areaId } = areaAt(areas, 0)
      const give = (together?: boolean) =>
        assignAreas(company.ctx, mia, runId, {
          assignments: [{ areaId, personId: ben.personId, ...(together === undefined ? {} : { together }) }],
        })
      const taken = {
        problem: {
          kind: 'area-taken',
          message: 'Zone A is given to Ana. Take the area back first, or mark it as counted together.',
        },
      }
      await expect(give()).rejects.toMatchObject(taken)
      await expect(give(true)).rejects.toMatchObject(taken)
      expect((await runDetail(company.ctx, mia, runId)).assignments).toHaveLength(1)
    })

    test.each([
      ['a second person', 0, 0],
      ['somebody alone beside those who count together', 1, 0],
      ['somebody to count together with a person who has it alone', 0, 1],
    ] as const)('PLAN-4 the database itself refuses %s', async (_, first, second) => {
      const { runId, areas } = await planRun(company, [])
      const give = (person: string, together: 0 | 1) =>
        insertAssignment(company, person, { runId, areas, together })
      await give('ana', first)
      expect(await give('ben', second).then(() => null, isUniqueViolation)).toBe(true)
    })

    test('PLAN-4 the database refuses it also of two who ask at the same moment', async () => {
      const { runId, areas } = await planRun(company, [])
      const asked = await Promise.allSettled([
        insertAssignment(company, 'ana', { runId, areas, together: 0 }),
        insertAssignment(company, 'ben', { runId, areas, together: 1 }),
      ])
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('an area counted together takes several people; all or none of a request is done', async () => {
      const mia = await company.person('mia')
      const [ana, ben, chloe] = await Promise.all(['ana', 'ben', 'chloe'].map(company.person))
      const { runId, areas } = await planRun(company, [])
      const [first, second] = [areaAt(areas, 0).areaId, areaAt(areas, 1).areaId]
      const both = [ana, ben].flatMap((actor) =>
        actor ? [{ areaId: first, personId: actor.personId, together: true }] : [],
      )
      const run = await assignAreas(company.ctx, mia, runId, { assignments: both })
      expect(run).toMatchObject({ areasAssigned: 1, assignments: [{ together: true }, { together: true }] })
      await expect(
        assignAreas(company.ctx, mia, runId, {
          assignments: [ana, chloe].flatMap((actor) =>
            actor ? [{ areaId: second, personId: actor.personId }] : [],
          ),
        }),
      ).rejects.toMatchObject({
        problem: { kind: 'bad-request', details: [{ path: 'body.assignments.1.personId' }] },
      })
      await expect(
        assignAreas(company.ctx, mia, runId, {
          assignments: [ana, ben].flatMap((actor) =>
            actor ? [{ areaId: second, personId: actor.personId }] : [],
          ),
        }),
      ).rejects.toMatchObject({ problem: { kind: 'area-taken' } })
      expect((await runDetail(company.ctx, mia, runId)).areasAssigned).toBe(1)
    })

    test('an area that was taken back can be given to somebody else', async () => {
      const mia = await company.person('mia')
      const ben = await company.person('ben')
      const { runId, areas } = await planRun(company, ['ana'])
      const [held] = (await runDetail(company.ctx, mia, runId)).assignments
      if (!held) throw new Error('nobody has an area')
      await releaseArea(company.ctx, mia, { runId, assignmentId: held.assignmentId })
      await expect(
        releaseArea(company.ctx, mia, { runId, assignmentId: held.assignmentId }),
      ).rejects.toMatchObject({ problem: { kind: 'not-found' } })
      const assignments = [{ areaId: areaAt(areas, 0).areaId, personId: ben.personId }]
      const run = await assignAreas(company.ctx, mia, runId, { assignments })
      expect(run.assignments.map((row) => row.personName)).toEqual(['Ben'])
      const again = await assignAreas(company.ctx, mia, runId, { assignments })
      expect(again.assignments).toEqual(run.assignments)
    })

    test('SEC-1 nobody plans, sees or cancels beyond their facilities', async () => {
      const [mia, gil, ana, hana] = await Promise.all(['mia', 'gil', 'ana', 'hana'].map(company.person))
      if (!mia || !gil || !ana || !hana) throw new Error('somebody is missing')
      const run = await createRun(company.ctx, mia, wanted({ name: 'Ours' }))
      await expect(runDetail(company.ctx, gil, run.runId)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      await expect(runDetail(company.ctx, ana, run.runId)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      await expect(cancelRun(company.ctx, gil, { runId: run.runId, reason: 'no' })).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      await expect(createRun(company.ctx, gil, wanted())).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      expect((await listRuns(company.ctx, gil, {})).runs).toEqual([])
      expect(
        (await listRuns(company.ctx, hana, { facilityId: company.lisbon })).runs.map((row) => row.runId),
      ).toContain(run.runId)
      const elsewhere = await openCompanyBeside(company)
      await expect(runDetail(company.ctx, elsewhere, run.runId)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
    })

    test('a cancelled run is kept, gives nobody work and takes no more', async () => {
      const mia = await company.person('mia')
      const { runId } = await planRun(company, ['ana'])
      const cancelled = await cancelRun(company.ctx, mia, { runId, reason: 'flood' })
      expect(cancelled.status).toBe('cancelled')
      expect(await cancelRun(company.ctx, mia, { runId, reason: 'again' })).toEqual(cancelled)
      const { areas } = await myAreas(company.ctx, await company.person('ana'))
      expect(areas.map((area) => area.runId)).not.toContain(runId)
      await expect(assignAreas(company.ctx, mia, runId, { assignments: [] })).rejects.toMatchObject({
        problem: { kind: 'closed' },
      })
      expect(await auditTags(company, runId)).toEqual(['run.created', 'run.cancelled'])
    })

    test('shows who may count at a facility and what lies in its areas', async () => {
      const detail = await facilityDetail(company.ctx, await company.person('mia'), company.lisbon)
      expect(detail.counters.map((row) => row.name)).toEqual(['Ana', 'Ben', 'Mia'])
      expect(detail.areas.map((area) => [area.code, area.locations.map((row) => row.code)])).toEqual([
        ['A', ['A-1', 'A-2', 'A-3']],
        ['B', ['B-1', 'B-2', 'B-3']],
        ['C', ['C-1', 'C-2', 'C-3']],
      ])
    })

    test('finds products by title, SKU and any code that means them', async () => {
      const mia = await company.person('mia')
      const found = async (q: string) =>
        (await searchProducts(company.ctx, mia, { q })).products.map((row) => row.sku)
      expect(await found('green')).toEqual(['tea'])
      expect(await found('COLA')).toEqual(['cola'])
      expect(await found('4006381333931')).toEqual(['cola'])
      expect(await found('SOAP-7')).toEqual(['soap'])
      expect(await found('100%')).toEqual([])
      await expect(searchProducts(company.ctx, mia, { limit: 'all' })).rejects.toMatchObject({
        problem: { kind: 'bad-request' },
      })
    })

    test('PLAN-9 EXEC-11 gives the counter areas with locations, and never a quantity', async () => {
      const { runId } = await planRun(company, ['ben'])
      const mine = await myAreas(company.ctx, await company.person('ben'))
      const area = mine.areas.find((row) => row.runId === runId)
      expect(area).toMatchObject({ areaName: 'Zone A', blind: true, sessions: [], items: [] })
      expect(area?.locations.map((row) => row.code)).toEqual(['A-1', 'A-2', 'A-3'])
      expect(JSON.stringify(mine)).not.toMatch(/quantity|expected|onHand/i)
    })
  })
}

async function openCompanyBeside(company: Company) {
  const planner = await company.person('hana')
  return { ...planner, orgId: company.ctx.newId<typeof planner.orgId>() }
}

async function auditTags(company: Company, runId: RunId): Promise<string[]> {
  const rows = await company.ctx.db.read
    .selectFrom('reflexion_log')
    .select('tag')
    .where('subject_id', '=', runId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.tag)
}

/** As no code of ours does: without a look at who has the area. */
async function insertAssignment(
  company: Company,
  name: string,
  {
    runId,
    areas,
    together,
  }: { readonly runId: RunId; readonly areas: readonly TestArea[]; readonly together: 0 | 1 },
): Promise<void> {
  const { personId } = await company.person(name)
  await company.ctx.db.write((tx) =>
    tx
      .insertInto('count_assignment')
      .values({
        assignment_id: company.ctx.newId<AssignmentId>(),
        org_id: company.orgId,
        run_id: runId,
        facility_id: company.lisbon,
        round: 1,
        area_id: areaAt(areas, 0).areaId,
        person_id: personId,
        together,
        assigned_by: personId,
        assigned_at: 0,
        released_at: null,
        parent_count_id: null,
      })
      .execute(),
  )
}
