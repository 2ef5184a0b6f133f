import type { SaveScheduleBody } from '@cyclecount/contract'
import type { PlanId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify.ts'
import type { EngineContext } from '../context.ts'
import { runJobsOnce } from '../jobs/run-jobs.ts'
import { cancelRun } from '../planning/cancel-run.ts'
import { createPlan } from '../planning/save-plan.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { addBlackout, blackoutList, liftBlackout } from './blackouts.ts'
import { changeTimeZone, previewTimeZone } from './change-time-zone.ts'
import { enrolFacilities } from './enrol-facilities.ts'
import { makeOccurrences } from './make-occurrences.ts'
import { occurrenceList } from './occurrences.ts'
import { saveSchedule } from './save-schedule.ts'
import { planSchedule, previewSchedule } from './schedule-page.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const utc = (text: string) => Date.parse(`${text}Z`)

const weekly: SaveScheduleBody = {
  recurrence: { kind: 'cron', text: '0 6 * * MON' },
  beginsLocal: '2026-11-20T00:00',
  untilLocal: null,
  openMinutes: 12 * 60,
  aheadMinutes: 24 * 60,
  exceptions: [],
  edits: 0,
  isPaused: false,
}

/** What schedules must do alike on both databases. The store's day is Friday 20 November 2026 in Lisbon. */
export function schedulingContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`schedules on ${name}`, () => {
    let store: Store
    let planId: PlanId

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      planId = await plan()
    })
    afterEach(() => store.close())

    const hugo = () => store.actor('hugo')

    async function plan(): Promise<PlanId> {
      const made = await createPlan(store.ctx, hugo(), {
        name: 'Weekly count',
        purpose: 'weekly',
        isTemplate: false,
        blind: true,
        itemSet: { kind: 'everything' },
        startLocal: null,
        dueLocal: null,
        facilities: [{ facilityId: store.facilityId, itemSet: null }],
      })
      return made.planId
    }

    const save = (given: Partial<SaveScheduleBody> = {}) =>
      saveSchedule(store.ctx, hugo(), planId, { ...weekly, ...given })

    /** A second of a process. */
    async function look(ctx: EngineContext = store.ctx): Promise<void> {
      await enrolFacilities(ctx)
      await runJobsOnce(ctx, { reconcile: () => Promise.reject(new Error('nothing is reconciled here')) })
    }

    async function lookAt(text: string): Promise<void> {
      store.clock.now = utc(text)
      await look()
    }

    const runs = () =>
      store.ctx.db.read
        .selectFrom('count_run as r')
        .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
        .select([
          'r.plan_id',
          'rf.status',
          'rf.start_local',
          'rf.start_at_utc',
          'rf.due_local',
          'rf.due_at_utc',
        ])
        .orderBy('rf.start_at_utc')
        .execute()
    const startsMade = async () => (await runs()).map((run) => run.start_local)

    async function told() {
      const { occurrences } = await occurrenceList(store.ctx, hugo(), planId, {})
      return occurrences.toReversed().map(({ startLocal, outcome }) => [startLocal, outcome])
    }

    test('PLAN-6 by default a run is made for every Monday at six, facility time, a day ahead, with its window', async () => {
      const saved = await save()
      expect(saved.schedule).toMatchObject({ edits: 1, inWords: 'Every Monday at 06:00, facility time' })
      expect(saved.schedule?.zones).toMatchObject([
        {
          timeZone: 'Europe/Lisbon',
          facilities: [{ name: 'Lisbon' }],
          starts: [{ opensLocal: '2026-11-23T06:00' }, {}, {}, {}, {}],
        },
      ])
      await lookAt('2026-11-22T05:59')
      expect(await runs()).toEqual([])
      await lookAt('2026-11-22T06:00')
      expect(await runs()).toEqual([
        {
          plan_id: planId,
          status: 'planned',
          start_local: '2026-11-23T06:00',
          start_at_utc: utc('2026-11-23T06:00'),
          due_local: '2026-11-23T18:00',
          due_at_utc: utc('2026-11-23T18:00'),
        },
      ])
      await look()
      await lookAt('2026-11-29T06:00')
      expect(await startsMade()).toEqual(['2026-11-23T06:00', '2026-11-30T06:00'])
    })

    test('of several processes that look at once one makes the run, also where none minds the lease of another', async () => {
      await save()
      store.clock.now = utc('2026-11-22T08:00')
      const others = await Promise.all(['two', 'three'].map((one) => store.process(one)))
      const all = [store.ctx, ...others]
      const [held] = await store.ctx.db.read.selectFrom('scheduled_facility').selectAll().execute()
      if (!held) throw new Error('nothing is scheduled')
      await Promise.allSettled(all.map((ctx) => makeOccurrences(ctx, held.scheduled_facility_id)))
      expect(await startsMade()).toEqual(['2026-11-23T06:00'])
      store.clock.now = utc('2026-11-29T08:00')
      await Promise.all([...all, store.ctx].map((ctx) => look(ctx)))
      expect(await startsMade()).toEqual(['2026-11-23T06:00', '2026-11-30T06:00'])
    })

    test('what is past when it is saved is not made up for; what begins next is', async () => {
      store.clock.now = utc('2026-11-23T09:00')
      await save({ aheadMinutes: 0 })
      await look()
      expect(await runs()).toEqual([])
      await lookAt('2026-11-30T06:00')
      expect(await startsMade()).toEqual(['2026-11-30T06:00'])
    })

    test('after the server was down the newest that is open is made, late; older ones are missed, and say why', async () => {
      await save({ aheadMinutes: 0, recurrence: { kind: 'cron', text: '0 6 * * *' }, openMinutes: 36 * 60 })
      await lookAt('2026-11-24T09:00')
      const { occurrences } = await occurrenceList(store.ctx, hugo(), planId, {})
      expect(
        occurrences.map(({ startLocal, outcome, isLate, why }) => [startLocal, outcome, isLate, why]),
      ).toEqual([
        ['2026-11-24T06:00', 'made', true, null],
        ['2026-11-23T06:00', 'missed', false, expect.stringContaining('a newer one was open')],
        ['2026-11-22T06:00', 'missed', false, expect.stringContaining('until its window was over')],
        ['2026-11-21T06:00', 'missed', false, expect.stringContaining('until its window was over')],
      ])
      expect(await startsMade()).toEqual(['2026-11-24T06:00'])
    })

    test('a clock that goes forward and back makes none twice, and what was called missed too early is made in its time', async () => {
      await save({ aheadMinutes: 0 })
      await lookAt('2026-11-23T06:00')
      await lookAt('2026-12-20T00:00')
      expect(await told()).toEqual([
        ['2026-11-23T06:00', 'made'],
        ['2026-11-30T06:00', 'missed'],
        ['2026-12-07T06:00', 'missed'],
        ['2026-12-14T06:00', 'missed'],
      ])
      await lookAt('2026-11-23T07:00')
      expect(await startsMade()).toEqual(['2026-11-23T06:00'])
      await lookAt('2026-11-30T06:00')
      await lookAt('2026-11-30T06:00')
      await lookAt('2026-12-07T06:30')
      expect(await startsMade()).toEqual(['2026-11-23T06:00', '2026-11-30T06:00', '2026-12-07T06:00'])
      expect(await told()).toContainEqual(['2026-12-14T06:00', 'missed'])
      await lookAt('2026-12-14T06:00')
      expect(await startsMade()).toHaveLength(4)
    })

    test('dates left out, moved and added', async () => {
      const exceptions = [
        { kind: 'left-out', startLocal: '2026-11-23T06:00', reason: 'New shelves' },
        { kind: 'moved', startLocal: '2026-11-30T06:00', toLocal: '2026-12-02T07:30' },
        { kind: 'added', startLocal: '2026-11-27T22:00' },
      ] as const
      const { schedule } = await save({ exceptions: [...exceptions] })
      expect(
        schedule?.zones[0]?.starts.map(({ opensLocal, notCounted }) => [opensLocal, notCounted]),
      ).toEqual([
        ['2026-11-23T06:00', 'Left out: New shelves'],
        ['2026-11-27T22:00', null],
        ['2026-12-02T07:30', null],
        ['2026-12-07T06:00', null],
        ['2026-12-14T06:00', null],
      ])
      for (let day = 0; day < 18; day += 1)
        await lookAt(new Date(utc('2026-11-22T06:00') + day * DAY).toISOString().slice(0, 16))
      expect(await startsMade()).toEqual(['2026-11-27T22:00', '2026-12-02T07:30', '2026-12-07T06:00'])
      expect(await told()).toContainEqual(['2026-11-23T06:00', 'left-out'])
    })

    test('a date that is moved no longer comes when the rule says, though others were made meanwhile', async () => {
      const daily = { recurrence: { kind: 'cron', text: '0 6 * * *' } as const, aheadMinutes: 0 }
      const moved = { kind: 'moved', startLocal: '2026-11-22T06:00', toLocal: '2026-11-25T20:00' } as const
      await save({ ...daily, openMinutes: (3 * DAY) / 60_000, exceptions: [moved] })
      await lookAt('2026-11-21T06:00')
      await lookAt('2026-11-23T06:00')
      expect(await startsMade()).toEqual(['2026-11-21T06:00', '2026-11-23T06:00'])
      await save({ ...daily, openMinutes: (3 * DAY) / 60_000, edits: 1 })
      await look()
      expect(await startsMade()).toEqual(['2026-11-21T06:00', '2026-11-22T06:00', '2026-11-23T06:00'])
    })

    test('exceptions that cannot be are refused, every one at once', async () => {
      const refused = save({
        untilLocal: '2026-11-01T00:00',
        exceptions: [
          { kind: 'left-out', startLocal: '2026-11-24T06:00', reason: 'Tuesday' },
          { kind: 'added', startLocal: '2026-11-30T06:00' },
          { kind: 'moved', startLocal: '2026-11-30T06:00', toLocal: '2026-12-01T06:00' },
        ],
      })
      await expect(refused).rejects.toMatchObject({
        problem: {
          kind: 'bad-request',
          details: [
            { path: 'body.untilLocal' },
            { path: 'body.exceptions.0', message: 'is not a start of this schedule' },
            { path: 'body.exceptions.1', message: 'is a start of this schedule already' },
            { path: 'body.exceptions.2', message: 'has two exceptions' },
          ],
        },
      })
    })

    test('in a blackout no run is made; lifted, the next one is', async () => {
      await save({ aheadMinutes: 0 })
      const own = {
        facilityId: store.facilityId,
        fromDay: '2026-11-23',
        toDay: '2026-11-25',
        reason: 'Stock is moved',
      }
      await addBlackout(store.ctx, store.actor('chloe'), own)
      await addBlackout(store.ctx, hugo(), {
        ...own,
        facilityId: null,
        fromDay: '2026-11-30',
        toDay: '2026-12-31',
        reason: 'Christmas',
      })
      expect((await planSchedule(store.ctx, hugo(), planId)).schedule?.zones[0]?.starts[1]?.notCounted).toBe(
        'In a blackout: Christmas',
      )
      await lookAt('2026-11-23T06:00')
      await lookAt('2026-11-30T06:00')
      const listed = await blackoutList(store.ctx, store.actor('chloe'))
      expect(listed.blackouts.map(({ reason, mayLift }) => [reason, mayLift])).toEqual([
        ['Christmas', false],
        ['Stock is moved', true],
      ])
      const [christmas] = listed.blackouts
      if (!christmas) throw new Error('no blackout')
      const lift = { blackoutId: christmas.blackoutId, reason: 'We count after all' }
      await expect(liftBlackout(store.ctx, store.actor('chloe'), lift)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      await liftBlackout(store.ctx, hugo(), lift)
      await lookAt('2026-12-07T06:00')
      expect(await told()).toEqual([
        ['2026-11-23T06:00', 'blackout'],
        ['2026-11-30T06:00', 'blackout'],
        ['2026-12-07T06:00', 'made'],
      ])
    })

    test('paused it makes none, and going on it does not make up for them', async () => {
      await save({ aheadMinutes: 0 })
      await save({ aheadMinutes: 0, edits: 1, isPaused: true })
      await lookAt('2026-11-23T06:00')
      await lookAt('2026-11-23T08:00')
      await save({ aheadMinutes: 0, edits: 2 })
      await look()
      expect(await told()).toEqual([])
      await lookAt('2026-11-30T06:00')
      expect(await told()).toEqual([['2026-11-30T06:00', 'made']])
    })

    test('a rule by which nothing is to be counted is missed and says so', async () => {
      const nothing = await createPlan(store.ctx, hugo(), {
        name: 'Class Z',
        purpose: 'weekly',
        isTemplate: false,
        blind: true,
        itemSet: { kind: 'any-of', parts: [{ kind: 'abc', classes: ['Z'] }] },
        startLocal: null,
        dueLocal: null,
        facilities: [{ facilityId: store.facilityId, itemSet: null }],
      })
      planId = nothing.planId
      await save({ aheadMinutes: 0 })
      await lookAt('2026-11-23T06:00')
      const { occurrences } = await occurrenceList(store.ctx, hugo(), planId, {})
      expect(occurrences.map(({ outcome, why }) => [outcome, why])).toEqual([
        ['missed', 'The plan named nothing to count here at that time.'],
      ])
      expect(await runs()).toEqual([])
    })

    test('of two who save it as both saw it one is refused; who plans elsewhere may not', async () => {
      await save()
      await expect(save()).rejects.toMatchObject({ problem: { kind: 'changed-meanwhile' } })
      const ana = saveSchedule(store.ctx, store.actor('ana'), planId, { ...weekly, edits: 1 })
      await expect(ana).rejects.toMatchObject({ problem: { kind: 'not-found' } })
    })

    test('a preview says what is wrong, or the words and the starts with what a clock change does', async () => {
      const draft = { ...weekly, planId }
      const wrong = await previewSchedule(store.ctx, hugo(), {
        ...draft,
        recurrence: { kind: 'cron', text: '0 26 * * *' },
      })
      expect(wrong).toEqual({
        inWords: '',
        zones: [],
        faults: [{ field: 'recurrence', message: 'is not a cron rule' }],
      })
      store.clock.now = utc('2027-03-25T00:00')
      const shown = await previewSchedule(store.ctx, hugo(), {
        ...draft,
        recurrence: { kind: 'cron', text: '30 1 * * SUN' },
      })
      expect(shown.inWords).toBe('Every Sunday at 01:30, facility time')
      expect(shown.zones[0]?.starts[0]).toMatchObject({
        opensLocal: '2027-03-28T01:30',
        opens: { clock: 'skipped', takenAs: '2027-03-28T02:30', at: utc('2027-03-28T01:30') },
      })
    })

    test('PLAN-7 another time zone moves the windows of runs that have not begun, from what was meant, and tells the auditor', async () => {
      await save()
      await lookAt('2026-11-22T06:00')
      const ahead = await previewTimeZone(store.ctx, hugo(), store.facilityId, 'America/New_York')
      expect(ahead).toMatchObject({ from: 'Europe/Lisbon', to: 'America/New_York', begun: 0 })
      expect(ahead.runs).toMatchObject([
        {
          startLocal: '2026-11-23T06:00',
          startAt: utc('2026-11-23T06:00'),
          start: { at: utc('2026-11-23T11:00'), clock: 'even' },
          due: { at: utc('2026-11-23T23:00') },
        },
      ])
      expect(await runs()).toMatchObject([{ start_at_utc: utc('2026-11-23T06:00') }])
      const body = { timeZone: 'America/New_York', reason: 'It was entered wrong' }
      await changeTimeZone(store.ctx, hugo(), store.facilityId, body)
      expect(await runs()).toMatchObject([
        {
          start_local: '2026-11-23T06:00',
          start_at_utc: utc('2026-11-23T11:00'),
          due_at_utc: utc('2026-11-23T23:00'),
        },
      ])
      const audited = await store.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['tag', 'reason'])
        .where('reason', '=', body.reason)
        .orderBy('seq')
        .execute()
      expect(audited.map((row) => row.tag)).toEqual(['facility.time-zone-changed', 'run.window-moved'])
      // Not again, though its instant is another one now; and the next by the new clock.
      await look()
      await lookAt('2026-11-29T10:59')
      expect(await startsMade()).toEqual(['2026-11-23T06:00'])
      await lookAt('2026-11-29T11:00')
      expect(await runs()).toMatchObject([{}, { start_at_utc: utc('2026-11-30T11:00') }])
    })

    test('a run that has begun, or was cancelled, keeps its instants; an unknown zone is refused', async () => {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 4, { bin: 'A1' })
      await ana.send()
      await store.ctx.db.write((tx) =>
        tx
          .updateTable('run_facility')
          .set({ due_local: '2026-11-20T18:00', due_at_utc: utc('2026-11-20T18:00') })
          .execute(),
      )
      const begun = await previewTimeZone(store.ctx, hugo(), store.facilityId, 'Asia/Tokyo')
      expect(begun).toMatchObject({ runs: [], begun: 1 })
      await cancelRun(store.ctx, hugo(), { runId, reason: 'Closed' })
      expect(
        await changeTimeZone(store.ctx, hugo(), store.facilityId, {
          timeZone: 'Asia/Tokyo',
          reason: 'Moved',
        }),
      ).toMatchObject({ runs: [], begun: 0 })
      expect(await runs()).toMatchObject([{ due_at_utc: utc('2026-11-20T18:00') }])
      const mars = previewTimeZone(store.ctx, hugo(), store.facilityId, 'Mars/Phobos')
      await expect(mars).rejects.toMatchObject({ problem: { kind: 'bad-request' } })
    })

    test('the database refuses a second run of a start, whatever code forgets', async () => {
      await save()
      await lookAt('2026-11-22T06:00')
      await store.ctx.db.write((tx) =>
        tx.updateTable('scheduled_facility').set({ settled_through: '2026-11-20T09:00' }).execute(),
      )
      const twice = store.ctx.db.write(async (tx) => {
        const [row] = await tx.selectFrom('schedule_occurrence').selectAll().execute()
        if (!row) throw new Error('no occurrence')
        await tx
          .insertInto('schedule_occurrence')
          .values({ ...row, occurrence_id: store.ctx.newId(), run_id: null })
          .execute()
      })
      await expect(twice).rejects.toThrow(/occurrence_once|schedule_occurrence/)
      expect(await startsMade()).toHaveLength(1)
    })

    test('what the scheduler does is in the chain of the auditor', async () => {
      await save()
      await lookAt('2026-11-22T06:00')
      const tags = await store.ctx.db.read.selectFrom('reflexion_log').select('tag').orderBy('seq').execute()
      expect(tags.map((row) => row.tag).slice(-3)).toEqual([
        'schedule.saved',
        'run.created',
        'occurrence.made',
      ])
      expect(await verifyAudit(store.ctx, store.facilityId)).toMatchObject({ kind: 'whole' })
    })
  })
}
