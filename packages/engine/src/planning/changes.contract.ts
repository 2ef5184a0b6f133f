import type { PlanBody, Rules } from '@cyclecount/contract'
import type { FacilityId, PlanId, RunId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveRules } from '../guardrails/save-rules.ts'
import { rulesInForce } from '../guardrails/rule-versions.ts'
import { myAreas } from '../store/my-areas.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, openPhone } from '../testing/phone.ts'
import { answerRuns } from './answer-runs.ts'
import { assignAreas } from './assign.ts'
import { cancelPlan } from './cancel-plan.ts'
import { changeRun } from './change-run.ts'
import { createRun } from './create-run.ts'
import { planDetail } from './plans.ts'
import { publishPlan } from './publish-plan.ts'
import { listRuns, runDetail } from './runs.ts'
import { createPlan, savePlan } from './save-plan.ts'

/** What changing, cancelling and approving runs promises on both databases. */
export function changesContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`changes of runs on ${name}`, () => {
    let company: Company
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())

    const hana = () => company.person('hana')
    const mia = () => company.person('mia')
    const plan = (changes: Partial<PlanBody> = {}): PlanBody => ({
      name: 'Winter count',
      purpose: 'annual',
      isTemplate: false,
      blind: true,
      itemSet: { kind: 'everything' },
      startLocal: null,
      dueLocal: null,
      facilities: [company.lisbon, company.denver].map((facilityId) => ({ facilityId, itemSet: null })),
      ...changes,
    })

    async function publish(body = plan()): Promise<PlanId> {
      const { planId, edits } = await createPlan(company.ctx, await hana(), body)
      await publishPlan(company.ctx, await hana(), planId, { edits })
      return planId
    }
    async function runAt(planId: PlanId, facilityId: FacilityId) {
      const { runs } = await listRuns(company.ctx, await hana(), { planId, facilityId })
      const [run] = runs
      if (!run) throw new Error('the plan has no run there')
      return run
    }
    async function begin(runId: RunId): Promise<void> {
      const { areaId } = areaAt(await company.areas(company.lisbon), 0)
      const { personId } = await company.person('ana')
      await assignAreas(company.ctx, await mia(), runId, { assignments: [{ areaId, personId }] })
      const log = (await openPhone(company, 'ana')).log(company.ctx.newId())
      await log.start(await assignmentOf(company, 'ana', runId))
      log.submit({})
      await log.push(1, 1)
    }

    test('a published plan that is changed changes its runs that nobody began, and leaves those begun', async () => {
      const planId = await publish()
      const lisbon = await runAt(planId, company.lisbon)
      await begin(lisbon.runId)
      await savePlan(company.ctx, await hana(), planId, {
        ...plan({
          name: 'Spring count',
          itemSet: { kind: 'any-of', parts: [{ kind: 'skus', skus: ['cola'] }] },
          dueLocal: '2027-03-01T18:00',
        }),
        edits: 1,
      })
      const begun = await runDetail(company.ctx, await hana(), lisbon.runId)
      expect(begun).toMatchObject({ name: 'Winter count', countType: 'HARD_COUNT', dueAt: null })
      const other = await runAt(planId, company.denver)
      expect(await runDetail(company.ctx, await hana(), other.runId)).toMatchObject({
        name: 'Spring count',
        countType: 'DIRECTED_COUNT',
        itemCount: 1,
        dueAt: Date.UTC(2027, 2, 2, 1),
      })
      expect(await tagsOf(company, other.runId)).toEqual(['run.created', 'run.changed'])
      const fewer = plan({ facilities: [{ facilityId: company.lisbon, itemSet: null }] })
      await expect(savePlan(company.ctx, await hana(), planId, { ...fewer, edits: 2 })).rejects.toMatchObject(
        { problem: { kind: 'closed' } },
      )
    })

    test('a plan is cancelled at one facility, then at all, with the reason in every facility’s audit log', async () => {
      const planId = await publish()
      const [lisbon, denver] = [await runAt(planId, company.lisbon), await runAt(planId, company.denver)]
      const cancel = async (facilityIds: FacilityId[] | null) =>
        cancelPlan(company.ctx, await hana(), planId, { reason: 'snow', facilityIds })
      expect(await cancel([company.denver])).toEqual({ cancelled: 1, left: 0 })
      expect((await runDetail(company.ctx, await hana(), lisbon.runId)).status).toBe('planned')
      expect(await cancel(null)).toEqual({ cancelled: 1, left: 0 })
      expect((await planDetail(company.ctx, await hana(), planId)).status).toBe('cancelled')
      for (const run of [lisbon, denver])
        expect(await tagsOf(company, run.runId)).toEqual(['run.created', 'run.cancelled'])
      await expect(cancel(null)).rejects.toMatchObject({ problem: { kind: 'closed' } })
    })

    test('a run is changed before anybody counts it, and not after', async () => {
      const planId = await publish()
      const { runId } = await runAt(planId, company.lisbon)
      const to = { name: 'Later', startLocal: null, dueLocal: '2026-12-24T12:00' }
      expect(await changeRun(company.ctx, await mia(), runId, to)).toMatchObject({
        name: 'Later',
        dueAt: Date.UTC(2026, 11, 24, 12),
      })
      await begin(runId)
      await expect(changeRun(company.ctx, await mia(), runId, to)).rejects.toMatchObject({
        problem: { kind: 'closed' },
      })
    })

    describe('where the rules want it', () => {
      beforeAll(async () => {
        await rule(company, { blind: true, mayCount: ['supervisor', 'manager'], hqApproves: true })
      })

      const draft = () => ({
        name: 'Shelf check',
        facilityId: company.lisbon,
        countType: 'HARD_COUNT' as const,
        blind: false,
        dueLocal: null,
        items: [],
      })

      test('a run that a store makes waits for HQ, is sent back, changed and approved', async () => {
        const { runId, status, blind } = await createRun(company.ctx, await mia(), draft())
        expect({ status, blind }).toEqual({ status: 'proposed', blind: true })
        const closed = { problem: { kind: 'closed' } }
        await expect(assignAreas(company.ctx, await mia(), runId, { assignments: [] })).rejects.toMatchObject(
          closed,
        )
        const answer = async (outcome: 'approved' | 'sent-back', note: string, who = 'hana') =>
          answerRuns(company.ctx, await company.person(who), { runIds: [runId], outcome, note })
        await expect(answer('approved', '', 'mia')).rejects.toMatchObject({ problem: { kind: 'forbidden' } })
        await expect(answer('sent-back', ' ')).rejects.toMatchObject({
          problem: { details: [{ path: 'body.note' }] },
        })
        await answer('sent-back', 'Count it after the delivery')
        expect(await runDetail(company.ctx, await mia(), runId)).toMatchObject({
          status: 'sent-back',
          approval: { note: 'Count it after the delivery', by: 'Hana' },
        })
        await expect(answer('approved', '')).rejects.toMatchObject({ problem: { kind: 'changed-meanwhile' } })
        const to = { name: 'Shelf check', startLocal: '2026-12-02T10:00', dueLocal: null }
        expect((await changeRun(company.ctx, await mia(), runId, to)).status).toBe('proposed')
        await answer('approved', '')
        expect((await runDetail(company.ctx, await mia(), runId)).status).toBe('planned')
        expect(await tagsOf(company, runId)).toEqual([
          'run.created',
          'run.sent-back',
          'run.changed',
          'run.approved',
        ])
      })

      test('what HQ plans waits for nobody, and is counted by who may', async () => {
        const { runId, status } = await createRun(company.ctx, await hana(), draft())
        expect(status).toBe('planned')
        const { areaId } = areaAt(await company.areas(company.lisbon), 0)
        const give = async (who: string) => {
          const { personId } = await company.person(who)
          return assignAreas(company.ctx, await hana(), runId, { assignments: [{ areaId, personId }] })
        }
        await expect(give('ana')).rejects.toMatchObject({
          problem: { details: [{ path: 'body.assignments.0.personId' }] },
        })
        expect(await give('mia')).toMatchObject({ mayCount: ['supervisor', 'manager'], areasAssigned: 1 })
        const mine = await myAreas(company.ctx, await mia())
        expect(mine.areas.find((area) => area.runId === runId)).toMatchObject({ blind: true })
      })
    })
  })
}

async function rule(
  company: Company,
  counting: NonNullable<Rules['layers'][number]['counting']>,
): Promise<void> {
  const { version } = await rulesInForce(company.ctx.db.read, company.orgId)
  const scope = { countType: 'HARD_COUNT' as const, category: null, abcClass: null, facilityId: null }
  const nothing = {
    currency: null,
    automatic: null,
    recount: null,
    zeroBook: null,
    cap: null,
    approval: null,
  }
  await saveRules(company.ctx, await company.person('hana'), {
    basedOn: version,
    reason: 'hard counts are HQ’s',
    rules: {
      isAutomatic: false,
      layers: [{ name: 'Hard counts', scope, ...nothing, counting }],
      recounts: { byAnother: true, agreeWithinMilli: 0 },
    },
  })
}

async function tagsOf(company: Company, runId: RunId): Promise<string[]> {
  const rows = await company.ctx.db.read
    .selectFrom('reflexion_log')
    .select('tag')
    .where('subject_id', '=', runId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.tag)
}
