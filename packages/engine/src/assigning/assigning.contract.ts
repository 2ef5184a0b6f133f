import type { DraftsBody } from '@cyclecount/contract'
import type { PersonId, RunId, SessionId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assignAreas } from '../planning/assign.ts'
import { cancelRun } from '../planning/cancel-run.ts'
import { createRun } from '../planning/create-run.ts'
import { runDetail } from '../planning/runs.ts'
import { myAreas } from '../store/my-areas.ts'
import { openCompany, type Company } from '../testing/company.ts'
import { areaAt, assignmentOf, openPhone, planRun } from '../testing/phone.ts'
import { checkAssignmentFile } from './assignment-file.ts'
import { availability, saveAvailability } from './availability.ts'
import { board } from './board.ts'
import { boardChanges } from './changes.ts'
import { discardDrafts, publishBoard } from './publish.ts'
import { saveDrafts } from './save-drafts.ts'

/** What assigning on the board promises on both databases. */
export function assigningContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`assigning on the board on ${name}`, () => {
    let company: Company
    beforeAll(async () => {
      company = await openCompany(await freshUrl())
    })
    afterAll(() => company.close())

    const people = async (...names: string[]) =>
      Promise.all(names.map(async (each) => (await company.person(each)).personId))
    const draft = async (
      runId: RunId,
      index: number,
      who: PersonId[],
    ): Promise<DraftsBody['drafts'][number]> => {
      const areas = await company.areas(company.lisbon)
      return { runId, areaId: areaAt(areas, index).areaId, people: who }
    }
    const publishAll = async (as: string) => {
      const actor = await company.person(as)
      const { seal } = await boardChanges(company.ctx, actor, {})
      return publishBoard(company.ctx, actor, { seal })
    }
    const freshRun = async (names: readonly string[] = []) => {
      const hana = await company.person('hana')
      for (const run of (await board(company.ctx, hana, {})).runs)
        await cancelRun(company.ctx, hana, { runId: run.runId, reason: 'next test' })
      return planRun(company, names)
    }

    test('a draft reaches nobody before it is published; then the person has the area', async () => {
      const { runId } = await freshRun()
      const mia = await company.person('mia')
      const [ana = never()] = await people('ana')
      const saved = await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ana])] })
      expect(saved).toEqual({ given: 1, taken: 0, handed: 0 })
      const ofAna = async () => (await myAreas(company.ctx, await company.person('ana'))).areas
      expect(await ofAna()).toEqual([])
      expect((await board(company.ctx, mia, {})).runs[0]?.areas[0]).toMatchObject({ held: [], draft: [ana] })
      expect(await publishAll('mia')).toEqual({ given: 1, taken: 0, handed: 0, runs: 1, refused: [] })
      expect((await ofAna()).map((area) => area.runId)).toEqual([runId])
      expect((await board(company.ctx, mia, {})).runs[0]?.areas[0]).toMatchObject({
        held: [ana],
        draft: null,
      })
      expect(await publishAll('mia')).toEqual({ given: 0, taken: 0, handed: 0, runs: 0, refused: [] })
    })

    test('what shall be as it is held needs no draft, and a draft of it is forgotten', async () => {
      const { runId } = await freshRun(['ana'])
      const mia = await company.person('mia')
      const [ana = never(), ben = never()] = await people('ana', 'ben')
      expect(await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ben])] })).toMatchObject({
        handed: 1,
      })
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ana])] })
      expect((await boardChanges(company.ctx, mia, {})).runs).toEqual([])
    })

    test('several people of one area count it together, and who stays keeps their assignment', async () => {
      const { runId } = await freshRun(['ana'])
      const mia = await company.person('mia')
      const [ana = never(), ben = never()] = await people('ana', 'ben')
      const before = await assignmentOf(company, 'ana', runId)
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ana, ben])] })
      await publishAll('mia')
      const shared = (await runDetail(company.ctx, mia, runId)).assignments
      expect(shared.map((row) => [row.personName, row.together])).toEqual([
        ['Ana', true],
        ['Ben', true],
      ])
      expect(await assignmentOf(company, 'ana', runId)).toBe(before)
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ben])] })
      await publishAll('mia')
      const alone = (await runDetail(company.ctx, mia, runId)).assignments
      expect(alone.map((row) => [row.personName, row.together])).toEqual([['Ben', false]])
    })

    test('PLAN-4 an area given to somebody else meanwhile is refused in words, and nothing of the run is published', async () => {
      const { runId } = await freshRun()
      const mia = await company.person('mia')
      const [ana = never(), ben = never()] = await people('ana', 'ben')
      await saveDrafts(company.ctx, mia, {
        drafts: [await draft(runId, 0, [ana]), await draft(runId, 1, [ana])],
      })
      const { seal } = await boardChanges(company.ctx, mia, {})
      const areas = await company.areas(company.lisbon)
      await assignAreas(company.ctx, mia, runId, {
        assignments: [{ areaId: areaAt(areas, 1).areaId, personId: ben }],
      })
      expect(await publishBoard(company.ctx, mia, { seal })).toEqual({
        given: 0,
        taken: 0,
        handed: 0,
        runs: 0,
        refused: [
          {
            runId,
            facilityName: 'Lisbon Baixa',
            message: 'Zone B was given to Ben meanwhile. Draft it again.',
          },
        ],
      })
      expect((await runDetail(company.ctx, mia, runId)).assignments.map((row) => row.personName)).toEqual([
        'Ben',
      ])
    })

    test('what was drafted after one looked is not published unseen', async () => {
      const { runId } = await freshRun()
      const mia = await company.person('mia')
      const [ana = never()] = await people('ana')
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ana])] })
      const { seal } = await boardChanges(company.ctx, mia, {})
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 1, [ana])] })
      await expect(publishBoard(company.ctx, mia, { seal })).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
      expect(await discardDrafts(company.ctx, mia, {})).toEqual({ discarded: 2 })
    })

    test('an area handed over while it is counted: said before, its count is suspended, its scans stay', async () => {
      const { runId } = await freshRun(['ana'])
      const mia = await company.person('mia')
      const [ben = never()] = await people('ben')
      const log = (await openPhone(company, 'ana')).log(company.ctx.newId<SessionId>())
      await log.start(await assignmentOf(company, 'ana', runId))
      log.scan({ code: '4006381333931' })
      await log.push()
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ben])] })
      const [told] = (await boardChanges(company.ctx, mia, {})).runs
      expect(told?.changes).toMatchObject([
        { change: 'handed', from: ['Ana'], to: ['Ben'], underWay: [{ personName: 'Ana', scans: 2 }] },
      ])
      expect(await publishAll('mia')).toMatchObject({ handed: 1, refused: [] })
      const session = await company.ctx.db.read
        .selectFrom('inventory_count_import')
        .select(['status_id', 'last_change_seq'])
        .where('run_id', '=', runId)
        .executeTakeFirstOrThrow()
      expect(session).toEqual({ status_id: 'suspended', last_change_seq: 2 })
    })

    test('it is audited by area, and told once by run', async () => {
      const { runId } = await freshRun()
      const mia = await company.person('mia')
      const [ana = never(), ben = never()] = await people('ana', 'ben')
      await saveDrafts(company.ctx, mia, {
        drafts: [await draft(runId, 0, [ana]), await draft(runId, 1, [ben])],
      })
      await publishAll('mia')
      const told = await company.ctx.db.read
        .selectFrom('events')
        .select(['type', 'data'])
        .where('subject', '=', `run/${runId}`)
        .where('type', '=', 'run.assigned')
        .execute()
      expect(told.map((row): unknown => JSON.parse(row.data))).toEqual([
        { facility: 'LIS', runId, given: 2, taken: 0, handed: 0 },
      ])
      const noted = await company.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['tag', 'after'])
        .where('tag', '=', 'area.assigned')
        .execute()
      expect(noted.filter((row) => row.after?.includes(runId))).toHaveLength(2)
    })

    test('SEC-1 a manager drafts, sees and publishes for their own facilities only', async () => {
      const { runId } = await freshRun()
      const [gil, mia] = [await company.person('gil'), await company.person('mia')]
      const [ana = never(), chloe = never()] = await people('ana', 'chloe')
      await expect(
        saveDrafts(company.ctx, gil, { drafts: [await draft(runId, 0, [ana])] }),
      ).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      await expect(
        saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [chloe])] }),
      ).rejects.toMatchObject({ problem: { details: [{ path: 'body.drafts.0.people' }] } })
      expect((await board(company.ctx, gil, {})).runs).toEqual([])
      await expect(board(company.ctx, gil, { facilityId: company.lisbon })).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      const seen = (await board(company.ctx, mia, {})).people
      expect(seen.map((person) => person.name)).toEqual(['Ana', 'Ben', 'Mia'])
      await expect(
        saveAvailability(company.ctx, mia, {
          personId: chloe,
          minutes: Array.from({ length: 7 }, () => 60),
          daysOff: [],
        }),
      ).rejects.toMatchObject({ problem: { kind: 'not-found' } })
    })

    test('nothing is drafted into a run that was closed', async () => {
      const { runId } = await freshRun()
      const mia = await company.person('mia')
      await cancelRun(company.ctx, mia, { runId, reason: 'not needed' })
      await expect(
        saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [])] }),
      ).rejects.toMatchObject({ problem: { kind: 'closed' } })
    })

    test('says what an estimate is from: the number of bins where nothing is known', async () => {
      await freshRun()
      const mia = await company.person('mia')
      const [run] = (await board(company.ctx, mia, {})).runs
      expect(run?.areas[0]).toMatchObject({ bins: 3, minutes: 6, basis: 'bins' })
    })

    test('hours and days off are what somebody said of a person, else the usual', async () => {
      const mia = await company.person('mia')
      const [ana = never()] = await people('ana')
      const ofAna = async () =>
        (await availability(company.ctx, mia)).people.find((person) => person.personId === ana)
      expect(await ofAna()).toMatchObject({
        minutes: Array.from({ length: 7 }, () => 480),
        daysOff: [],
        isSaid: false,
      })
      const minutes = [240, 240, 240, 240, 240, 0, 0]
      await saveAvailability(company.ctx, mia, { personId: ana, minutes, daysOff: ['2026-12-24'] })
      expect(await ofAna()).toMatchObject({ minutes, daysOff: ['2026-12-24'], isSaid: true })
      await expect(
        saveAvailability(company.ctx, mia, { personId: ana, minutes, daysOff: ['2026-02-30'] }),
      ).rejects.toMatchObject({ problem: { details: [{ path: 'body.daysOff.0' }] } })
    })

    test('a file is read with every fault at once, by line and column, and drafts nothing', async () => {
      const { runId } = await freshRun(['ana'])
      const mia = await company.person('mia')
      const read = (text: string) => checkAssignmentFile(company.ctx, mia, text)
      const faults = (
        await read('facility,area,person\nLIS,A,Ben\nDEN,A,Ben\nLIS,Z,Nobody\nLIS,B,chloe\nLIS,A,acme-ben\n')
      ).faults
      expect(faults).toEqual([
        { line: 3, column: 'facility', message: 'there is no open run at “DEN” that you assign areas of' },
        { line: 4, column: 'area', message: '“LIS” has no area “Z”' },
        { line: 4, column: 'person', message: 'nobody is called “Nobody”' },
        { line: 5, column: 'person', message: 'chloe may not count at “LIS”' },
        { line: 6, column: 'person', message: 'stands in line 2 already' },
      ])
      const good = await read('Person;Facility;Area\nBen;Lisbon Baixa;Zone A\nana;LIS;B\nBen;LIS;B\n')
      expect(good).toMatchObject({
        rows: 3,
        faults: [],
        drafts: [
          { runId, areaName: 'Zone A', names: ['Ben'], before: ['Ana'] },
          { areaName: 'Zone B', names: ['Ana', 'Ben'], before: [] },
        ],
      })
      expect((await boardChanges(company.ctx, mia, {})).runs).toEqual([])
      expect((await read('facility,area\n')).faults).toMatchObject([{ line: 1 }])
    })

    test('two runs of a facility have drafts of their own', async () => {
      const { runId } = await freshRun()
      const mia = await company.person('mia')
      const [ana = never()] = await people('ana')
      const other = await createRun(company.ctx, mia, {
        name: 'Second',
        facilityId: company.lisbon,
        countType: 'HARD_COUNT',
        blind: true,
        dueLocal: '2026-12-01T18:00',
        items: [],
      })
      await saveDrafts(company.ctx, mia, { drafts: [await draft(runId, 0, [ana])] })
      const { runs } = await board(company.ctx, mia, {})
      expect(runs.find((run) => run.runId === other.runId)).toMatchObject({ days: ['2026-12-01'] })
      expect(runs.map((run) => [run.runId === runId, run.areas[0]?.draft])).toContainEqual([true, [ana]])
      expect(runs.find((run) => run.runId === other.runId)?.areas[0]?.draft).toBeNull()
    })
  })
}

function never(): never {
  throw new Error('somebody is missing')
}
